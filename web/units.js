/** Districts and communes of the province, loaded when first asked for. */
import { request } from "./api.js";

let loading = null;

/** `{province, name, districts: [{code, name, communes: [{code, name}]}]}`. Throws NetworkError, ApiError. */
export function units() {
  if (!loading) {
    loading = request("GET", "/units.json", { cache: "default" }).then((answer) => answer.body);
    loading.catch(() => { loading = null; });
  }
  return loading;
}

function fill(select, choices, chosen) {
  select.querySelectorAll("[data-unit]").forEach((option) => option.remove());
  choices.forEach(({ code, name }) => {
    const option = new Option(name, code, false, code === chosen);
    option.dataset.unit = "";
    // Options written in HTML after the prompt, such as "another province", stay last.
    select.add(option, select.querySelector("option:not([data-unit]):not(:first-child)"));
  });
  select.disabled = choices.length === 0;
}

/**
 * Fills two select elements; the options written in HTML (the prompt first) stay. The communes follow the district.
 * `commune`, where given, is chosen. Throws NetworkError, ApiError.
 */
export async function fillUnits(districtSelect, communeSelect, commune) {
  const { districts } = await units();
  const home = districts.find((district) => district.communes.some(({ code }) => code === commune));
  const showCommunes = (chosen) => {
    const district = districts.find(({ code }) => String(code) === districtSelect.value);
    fill(communeSelect, district ? district.communes : [], chosen);
  };
  fill(districtSelect, districts, home && home.code);
  showCommunes(commune);
  districtSelect.onchange = () => showCommunes();
}
