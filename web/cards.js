/**
 * Cards (giấy tờ) that a helper scans, read as functions/truyvet/cards.py reads them: CCCD, national personal QR, BHYT
 * and our own badge. tests/vectors/cards.json holds both to the same results.
 *
 * What fits a layout is accepted with warnings; only text that fits none, or names nobody, is refused.
 */

const MAX_CHARACTERS = 1000;
const NAME_CHARACTERS = 80;
const ADDRESS_CHARACTERS = 160;

const OWN_CODE = /^https?:\/\/[^/]+\/([bc])\/([0-9a-z.\-]+)\/?$/i;
const BADGE = /^[0-9A-HJKMNP-TV-Z]{16}$/;
const NUMBER = /^(?:[0-9]{12}|[0-9]{9})$/;
const PLAIN_DATE = /^(\d{2})[/.\-]?(\d{2})[/.\-]?(\d{4})$/;
const MASKED_ISO_DATE = /^(\d{4})-[\d*]{2}-[\d*]{2}$/;
const YEAR = /^(?:19|20)[0-9]{2}$/;
const BHYT_NUMBER = /^(?:[A-Z]{2}[0-9]{13}|[0-9]{10})$/i;
const HEX = /^(?:[0-9a-f]{2})+$/i;
const DOCUMENT = /^[A-Z0-9]{6,20}$/;
const QID = /^[0-9]{8,24}$/;
const MOBILE = /^(?:0|\+?84)([35789][0-9]{8})$/;
const UNWANTED = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu;
const SEXES = { nam: "male", nu: "female", 1: "male", 2: "female" };
const SEX_WORDS = { male: "nam", female: "nữ" };

/** The text is no card. `reason`: "unknown", "venue" (a venue's poster), "badge" (a spoilt one) or "nobody". */
export class UnknownCard extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

function tidy(text) {
  const spaced = text.replace(/\s+/g, " ").trim();
  if (/^[ -~]*$/.test(spaced)) return spaced;
  return spaced.replace(UNWANTED, "").normalize("NFC").replace(/\s+/g, " ").trim();
}

function folded(text) {
  return text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/\p{M}/gu, "");
}

function cut(text, characters) {
  return [...(text || "")].slice(0, characters).join("").trim() || null;
}

function hasLetter(text) {
  return /\p{L}/u.test(text);
}

function isDate(text) {
  const match = PLAIN_DATE.exec(text);
  if (!match) return false;
  const [day, month, year] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The year of a date, also of one whose day and month are unknown (`00001984`). */
function yearOf(text) {
  const year = text.slice(-4);
  return YEAR.test(year) ? Number(year) : null;
}

function documentNumber(text) {
  const number = text.replace(/[\s.\-]/g, "").toUpperCase();
  return DOCUMENT.test(number) ? number : null;
}

function mobile(text) {
  const match = MOBILE.exec(text);
  return match ? `+84${match[1]}` : null;
}

function fromHex(text) {
  if (!HEX.test(text)) return hasLetter(text) ? text : null;
  const bytes = Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  try {
    return tidy(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) || null;
  } catch (error) {
    return null;
  }
}

/** What the helper sees of a card: initials, sex, year of birth: `N.T.M., nữ, 1990`. */
function shown({ name, sex, birth_year: year }) {
  const initials = (name || "").split(" ").filter(Boolean).map((word) => `${[...word][0].toUpperCase()}.`).join("");
  return [initials, SEX_WORDS[sex], year && String(year)].filter(Boolean).join(", ");
}

/** The 12 digits hold province, century and sex (20th century 0 and 1, 21st 2 and 3, …), and year of birth. */
function contradictions(card) {
  const number = card.document || "";
  if (!/^[0-9]{12}$/.test(number)) return [];
  const digit = Number(number[3]);
  const year = 1900 + 100 * Math.floor(digit / 2) + Number(number.slice(4, 6));
  const found = [];
  if (card.sex && card.sex !== (digit % 2 ? "female" : "male")) found.push("sex_mismatch");
  if (card.birth_year && card.birth_year !== year) found.push("birth_year_mismatch");
  return found;
}

function finished(kind, card, warnings) {
  const whole = Object.assign({}, card, {
    kind,
    name: cut(card.name, NAME_CHARACTERS),
    address: cut(card.address, ADDRESS_CHARACTERS),
  });
  whole.warnings = whole.name || warnings.includes("name_unreadable") ? warnings : [...warnings, "name_unreadable"];
  whole.shown = shown(whole);
  return whole;
}

/** `SoGiayTo|HoTen|NgaySinh|LoaiDinhDanh|QID|EXT`; told from a CCCD by the ISO date in the third field. */
function personalQr(fields) {
  const birth = fields.length >= 5 && MASKED_ISO_DATE.exec(fields[2]);
  if (!birth) return null;
  const extras = fields.length > 5 ? fields[5].split(/[<>]+/) : [];
  const sexes = extras.filter((extra) => extra === "1" || extra === "2").map((extra) => SEXES[extra]);
  const card = {
    name: fields[1],
    document: documentNumber(fields[0]),
    qid: QID.test(fields[4]) ? fields[4] : null,
    phone: extras.map(mobile).find(Boolean) || null,
    birth_year: Number(birth[1]),
    sex: sexes[0] || null,
  };
  if (!card.document && !card.qid && !card.phone) throw new UnknownCard("nobody");
  const warnings = fields[0].includes("*") ? ["number_masked"] : [];
  if (fields.length !== 6) warnings.push("fields_odd");
  return finished("personal_qr", card, [...warnings, ...contradictions(card)]);
}

/** `số CCCD|số CMND cũ|họ tên|ngày sinh|giới tính|địa chỉ|ngày cấp|…`, with or without the old number. */
function cccd(fields) {
  if (fields.length < 5 || !NUMBER.test(fields[0])) return null;
  // The name is the first field that has a letter: the old number before it may be empty or left out.
  const start = [1, 2].find((place) => hasLetter(fields[place]));
  if (!start || !fields.slice(start + 1, start + 3).some((part) => PLAIN_DATE.test(part))) return null;
  const [name, birth, sexText, address] = [...fields.slice(start, start + 4), "", ""];
  const sex = SEXES[folded(sexText)] || null;
  const warnings = [];
  if (fields[0].length !== 12) warnings.push("number_odd");
  if (!isDate(birth)) warnings.push("birth_date_unreadable");
  if (!sex) warnings.push("sex_unreadable");
  if (fields.length < start + 4 || fields.length > start + 6) warnings.push("fields_odd");
  const card = { name, document: fields[0], birth_year: yearOf(birth), sex, address };
  return finished("cccd", card, [...warnings, ...contradictions(card)]);
}

/** `số thẻ|họ tên hex|ngày sinh|1 hoặc 2|địa chỉ hex|…|$` */
function bhyt(fields) {
  const number = fields[0].replace(/ /g, "");
  if (fields.length < 4 || !BHYT_NUMBER.test(number)) return null;
  const name = fromHex(fields[1]);
  const sex = SEXES[folded(fields[3])] || null;
  const warnings = name ? [] : ["name_unreadable"];
  if (!isDate(fields[2]) && !YEAR.test(fields[2])) warnings.push("birth_date_unreadable");
  if (!sex) warnings.push("sex_unreadable");
  const address = fields.length > 4 ? fromHex(fields[4]) : null;
  return finished("bhyt", { name, document: number.toUpperCase(), birth_year: yearOf(fields[2]), sex, address }, warnings);
}

/** The 16 characters of a badge that somebody typed, or null where they cannot be one. Lookalikes are forgiven. */
export function badgeCode(typed) {
  const code = typed.replace(/[\s.\-]+/g, "").toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0");
  return BADGE.test(code) ? code : null;
}

/**
 * The card of a scanned text: `{kind, shown, warnings, name, document, qid, phone, birth_year, sex, address, badge}`,
 * what it does not say being null or left out. Throws UnknownCard.
 */
export function parse(text) {
  if ([...text].length > MAX_CHARACTERS) throw new UnknownCard("unknown");
  const own = OWN_CODE.exec(text.trim());
  if (own) {
    if (own[1].toLowerCase() === "c") throw new UnknownCard("venue");
    const badge = own[2].toUpperCase();
    if (!BADGE.test(badge)) throw new UnknownCard("badge");
    return { kind: "badge", shown: "", warnings: [], badge };
  }
  const fields = text.trim().split("|").map(tidy);
  const card = personalQr(fields) || cccd(fields) || bhyt(fields);
  if (!card) throw new UnknownCard("unknown");
  return card;
}
