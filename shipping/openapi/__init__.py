"""The OpenAPI document of the API, made from the domain's own enumerations and limits."""
