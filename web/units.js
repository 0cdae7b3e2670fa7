/** Districts and communes of the province, loaded when first asked for. */
import { request } from "./api.js";

let loading = null;

/** `{province, name, districts: [{code, name, communes: [{code, name}]}]}`. Throws NetworkError, ApiError. */
export function units() {
  if (!loading) {
    loading = request("GET", "/units.json").then((answer) => answer.body);
    loading.catch(() => { loading = null; });
  }
  return loading;
}

function fill(select, choices, chosen) {
  while (select.options.length > 1) select.remove(1);
  choices.forEach(({ code, name }) => select.add(new Option(name, code, false, code === chosen)));
  select.disabled = choices.length === 0;
}

/**
 * Fills two select elements, each with its first option (the prompt) written in HTML; the communes follow the
 * district. `commune`, where given, is chosen. Throws NetworkError, ApiError.
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
