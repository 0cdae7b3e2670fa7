/** A pasted list of people, such as a class from a spreadsheet: one person on a line, in any order of the columns. */

const SEPARATOR = /\s*[\t;,|]\s*/;

function readLine(line) {
  const person = { name: "", number: "", year: "" };
  line.split(SEPARATOR).map((part) => part.trim()).filter(Boolean).forEach((part) => {
    const digits = part.replace(/\D/g, "");
    if (/^(19|20)\d{2}$/.test(part)) person.year = person.year || part;
    else if (/^\d{1,2}[/.-]\d{1,2}[/.-](19|20)\d{2}$/.test(part)) person.year = person.year || part.slice(-4);
    else if (digits.length >= 7) person.number = person.number || part;
    // A number of the line or a class ("12", "4A") is no name.
    else if (/\p{L}{2}/u.test(part)) person.name = person.name || part;
  });
  return person;
}

/** `[{name, number, year}]` of the lines that have a name or a number; texts as typed. */
export function readList(text) {
  return text.split(/\r?\n/).map(readLine).filter((person) => person.number || (person.name && person.year));
}
