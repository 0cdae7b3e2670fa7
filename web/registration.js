/** How people come into the memory of this phone, and how their data change: questions, then the party. */
import * as party from "./party.js";
import { askHealth, askPerson } from "./questions.js";

function isOwner(member) {
  return member.id === party.members()[0].id;
}

/** Asks for a person, then for their declaration; back leads from one to the other. `keep({person, declaration})`. */
function askBoth({ person, accompanied, back, keep }) {
  askPerson({
    person,
    accompanied,
    back,
    done: (typed) => askHealth({
      name: accompanied ? typed.name : "",
      declaration: null,
      back: () => askBoth({ person: typed, accompanied, back, keep }),
      done: (declaration) => keep({ person: typed, declaration }),
    }),
  });
}

/** The owner of this phone: the first one, or, with `back`, somebody who takes the place of another. */
export function addOwner({ back, done }) {
  askBoth({
    person: null,
    accompanied: false,
    back,
    keep: (member) => {
      party.replaceOwner(member);
      done();
    },
  });
}

/** Somebody who comes along; their address is first taken to be the owner's. */
export function addCompanion({ back, done }) {
  const { address, commune } = party.members()[0].person;
  askBoth({
    person: { name: "", address, commune },
    accompanied: true,
    back,
    keep: (member) => {
      party.save(null, member);
      done();
    },
  });
}

/** Changes who a member is. `errors` of the server, if any, are shown at their fields. */
export function edit(member, { errors, back, done }) {
  const accompanied = !isOwner(member);
  askPerson({
    person: member.person,
    accompanied,
    errors,
    back,
    leave: accompanied && !errors && (() => {
      party.leave(member.id);
      done();
    }),
    done: (person) => {
      party.save(member.id, { person });
      done();
    },
  });
}

/** Changes how a member is. */
export function declare(member, { errors, back, done }) {
  askHealth({
    name: isOwner(member) ? "" : member.person.name,
    declaration: member.declaration,
    errors,
    back,
    done: (declaration) => {
      party.save(member.id, { declaration });
      done();
    },
  });
}
