"""What an entry must be like to be read: each rule is a function from an entry to its slips.

`dictionary/test_entries_lint.py` holds every entry to every rule, and plants a fault for each.
"""

import re
from collections.abc import Callable, Iterator

from passback.core.problem import Action, Effect, Who
from passback.core.sis import Sis
from passback.core.slots import SLOTS
from passback.dictionary.entry import Cause, Entry, Loss, Step, Voice
from passback.dictionary.template import Slot, parse

Rule = Callable[[Entry], Iterator[str]]

VERBS = frozenset(
    "add allow ask change check choose clear compare conclude confirm correct delete enroll enter fill find "  # noqa: SIM905 - a line of words reads better
    "finish give import install keep leave look make map mark move open plan post publish put remove rename "
    "report run set shorten start stop test turn unlock wait".split()
)
# Names of products and of things on their screens, which no reader spells out.
NAMES = [
    "SIS Error Code Dictionary",
    "PowerTeacher Pro",
    *(sis.display for sis in Sis),
    "Canvas",
    "passback",
    "Sync to SIS",
    "Sync SIS Categories",
    "SIS IDs?",
    "SIS Data",
    "SIS",
    "Test Student",
    "Remaster Grade Sync",
    "Grade Scale",
    "Same as Course",
    "Everyone Else",
    "Everyone",
    "Internal Server Error",
    "/ims/oneroster",
    "admin/sections/home.htm",
]
BLAME = re.compile(
    r"\b(you (failed|forgot|broke|ignored|neglected|did not|didn't|should(n't)? (have|not have)|must have)"
    r"|your (own )?(fault|mistake|error)|(teacher|admin|user)s?'? (error|fault|mistake|forgot|failed)"
    r"|wrongly|careless(ly)?|lazy|stupid|illegal(ly)?|to blame)\b",
    re.IGNORECASE,
)
DESTROYS = re.compile(
    r"(^|[,;.] (?:then |and )?)(delete|remove|clear|start a remaster|overwrite|wipe|empty)\b", re.IGNORECASE
)
# What goes with a step that destroys, in words that a reader cannot miss.
LOSS = re.compile(r"\b(lost|go(es)? with it|leave the gradebook|overwritten)\b")
# Canvas's notes of what it sent: no grade hangs on them, and a Remaster writes them anew.
NO_GRADES = re.compile(r"integration data\b")
# What a step that takes grades away says of them; of Test Students there are none.
GRADES = re.compile(
    r"(?<!practice )\bscores?\b[^.;]*\b(?:lost|overwritten|leave the gradebook)\b"
    r"|\bin a group is lost with it",
    re.IGNORECASE,
)
LONGEST_SENTENCE = 30


# ---- what a rule looks at ---------------------------------------------------------------------------


def sentences(entry: Entry) -> Iterator[str]:
    """All of our own words in an entry."""
    for cause in entry.causes:
        yield cause.meaning
        yield from [cause.tell] if cause.tell else []
        yield from (step.do for step in cause.steps)
    yield from entry.notes
    yield from [entry.editor_note] if entry.editor_note else []


def steps(entry: Entry) -> Iterator[tuple[Cause, Step]]:
    for cause in entry.causes:
        for step in cause.steps:
            yield cause, step


def parts(text: str) -> list[str]:
    """The sentences of a text."""
    return [p for p in re.split(r"[.;:!?]+(?:\s|$)", text) if p.strip()]


def syllables(word: str) -> int:
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    silent = silent or (word.endswith("ed") and not word.endswith(("ted", "ded")) and groups > 1)
    return max(1, groups - silent)


def grade(text: str) -> float:
    """The school year that can read a text (Flesch and Kincaid 1975)."""
    for name in NAMES:
        text = re.sub(rf"\b{name}\b" if name[0] != "/" else name, "It", text)
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / len(parts(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def runs(text: str) -> set[str]:
    """Every seven words in a row."""
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {" ".join(words[i : i + 7]) for i in range(len(words) - 6)}


# ---- the rules --------------------------------------------------------------------------------------


def reads_at_eighth_grade(entry: Entry) -> Iterator[str]:
    texts = [" ".join((cause.meaning, cause.tell or "")) for cause in entry.causes]
    texts += [" ".join(step.do for step in cause.steps) for cause in entry.causes]
    texts += [*entry.notes, entry.editor_note or "It is."]
    yield from (f"grade {grade(text):.1f}: {text}" for text in texts if grade(text) > 8)


def is_short(entry: Entry) -> Iterator[str]:
    yield from (c.meaning for c in entry.causes if len(c.meaning.split()) > 45)
    for text in sentences(entry):
        yield from (part for part in parts(text) if len(part.split()) > LONGEST_SENTENCE)


def blames_nobody(entry: Entry) -> Iterator[str]:
    yield from (text for text in (*sentences(entry), entry.title) if BLAME.search(text))


def is_written_out(entry: Entry) -> Iterator[str]:
    for text in sentences(entry):
        if "  " in text or not (text[0].isupper() or text.startswith("passback")) or text[-1] not in ".)":
            yield text


def steps_begin_with_a_verb_and_name_their_place(entry: Entry) -> Iterator[str]:
    yield from (f"no steps: {cause.meaning}" for cause in entry.causes if not cause.steps)
    for _, step in steps(entry):
        if step.do.split()[0].strip(",;.").lower() not in VERBS or step.where not in step.do:
            yield step.do


def a_place_is_one_that_the_reader_has(entry: Entry) -> Iterator[str]:
    """No step of an Aspen entry happens in Synergy."""
    general = entry.sis in {None, Sis.ONEROSTER}
    places = {"Canvas", "passback", "SIS" if general or entry.sis is None else entry.sis.display}
    places |= {"PowerTeacher Pro"} if entry.sis is Sis.POWERSCHOOL else set()
    yield from (f"{step.where}: {step.do}" for _, step in steps(entry) if step.where not in places)
    others = {sis.display for sis in Sis} - places - {"Q", "Focus", "Aspen", "OneRoster"}
    for text in sentences(entry):
        if (
            entry.sis
            and text != entry.editor_note
            and any(re.search(rf"\b{name}\b", text) for name in others)
        ):
            yield text


def who_acts_can_act_there(entry: Entry) -> Iterator[str]:
    """Who keeps passback acts in passback; a support desk is asked by a person of the place."""
    for _, step in steps(entry):
        if (step.who is Who.OPERATOR and step.where != "passback") or (
            step.who is Who.NOBODY and not re.match(r"(Leave|Wait)\b", step.do)
        ):
            yield f"{step.who}: {step.do}"


def a_step_that_destroys_comes_last_and_names_what_is_lost(entry: Entry) -> Iterator[str]:
    for cause, step in steps(entry):
        if DESTROYS.search(step.do) and not NO_GRADES.search(step.do):
            if step != cause.steps[-1]:
                yield f"not last: {step.do}"
            if not LOSS.search(step.do):
                yield f"does not say what is lost: {step.do}"


def what_a_step_takes_away_is_known_to_machines_too(entry: Entry) -> Iterator[str]:
    """What the words of a step say is lost, its key says: so cures that keep grades can come first."""
    for _, step in steps(entry):
        destroys = DESTROYS.search(step.do) is not None and NO_GRADES.search(step.do) is None
        grades = destroys and GRADES.search(step.do) is not None
        wanted = Loss.GRADES if grades else Loss.OTHER if destroys else None
        if step.loses is not wanted:
            yield f"loses {wanted}, not {step.loses}: {step.do}"


def a_cause_can_be_told(entry: Entry) -> Iterator[str]:
    yield from (cause.meaning for cause in entry.causes if not cause.tell or cause.tell == cause.meaning)


def a_cause_has_a_problem_of_its_own(entry: Entry) -> Iterator[str]:
    problems = [cause.problem for cause in entry.causes]
    yield from (p.value for p in set(problems) if problems.count(p) > 1)


def its_id_says_whose_it_is(entry: Entry) -> Iterator[str]:
    slug, _, name = entry.id.partition(".")
    general = slug in {"canvas", "passback", "web"}
    right = re.fullmatch(r"[a-z]+(-[a-z]+)*", name) and (entry.sis.value if entry.sis else slug) == slug
    ours = slug == "passback"
    if not right or (general and entry.sis) or (ours != (entry.voice is Voice.PASSBACK)):
        yield entry.id
    if ours == bool(entry.messages) or (ours and name != entry.problem.value):
        yield f"{entry.id} has {len(entry.messages)} messages for {entry.problem}"


def its_messages_use_known_slots_once_and_its_core_needs_no_others(entry: Entry) -> Iterator[str]:
    for message in entry.messages:
        named = [token.name for token in parse(message.template) if isinstance(token, Slot)]
        inner = {token.name for token in parse(message.core) if isinstance(token, Slot)}
        known = re.sub("|".join(f"{{{n}}}" for n in SLOTS), "", message.template)
        if (
            len(named) != len(set(named))
            or not inner <= set(named) <= SLOTS
            or re.search(r"\{[a-z_]+\}", known)
        ):
            yield message.template
        if (
            any(isinstance(token, Slot) for token in parse(message.example))
            or "xx" in message.example.lower()
        ):
            yield message.example


def it_says_where_it_is_from_or_why_not(entry: Entry) -> Iterator[str]:
    """Our own general entries are about passback and need no source."""
    if not (entry.source or entry.editor_note or entry.voice is Voice.PASSBACK):
        yield entry.id
    # A reader has the public pages and not our notes.
    yield from (text for text in sentences(entry) if "facts/" in text)


def its_harm_fits_its_causes(entry: Entry) -> Iterator[str]:
    if entry.causes[0].effect not in {None, entry.effect}:
        yield f"{entry.effect} against {entry.causes[0].effect}"
    for cause in entry.causes:
        harmless = (cause.effect or entry.effect) is Effect.HARMLESS
        if harmless and any(step.who is Who.SIS_VENDOR for step in cause.steps):
            yield f"harmless, and a vendor is asked: {cause.meaning}"


def sending_again_is_an_action_of_the_step_that_says_so(entry: Entry) -> Iterator[str]:
    for _, step in steps(entry):
        if step.do.startswith("Run the sync again") and step.action is not Action.RESEND:
            yield step.do


RULES: list[Rule] = [
    reads_at_eighth_grade,
    is_short,
    blames_nobody,
    is_written_out,
    steps_begin_with_a_verb_and_name_their_place,
    a_place_is_one_that_the_reader_has,
    who_acts_can_act_there,
    a_step_that_destroys_comes_last_and_names_what_is_lost,
    what_a_step_takes_away_is_known_to_machines_too,
    a_cause_can_be_told,
    a_cause_has_a_problem_of_its_own,
    its_id_says_whose_it_is,
    its_messages_use_known_slots_once_and_its_core_needs_no_others,
    it_says_where_it_is_from_or_why_not,
    its_harm_fits_its_causes,
    sending_again_is_an_action_of_the_step_that_says_so,
]
