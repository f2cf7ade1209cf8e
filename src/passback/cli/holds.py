"""`passback holds`: what waits for a person's yes, with the key to say it by."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping

from passback.cli.printing import add_database, add_format, counted, print_json, table
from passback.cli.terminal import printable
from passback.core.subject import Subject
from passback.dictionary.frames import frames
from passback.run import app as run_app
from passback.run.consent import Answered, Question

HELP = "list what waits for a person: holds, and line items to choose between"
EXAMPLE = """\
examples:
  passback holds maple                          all that waits, by the newest plan of each course
  passback holds maple --course 101 --format json
  passback approve maple 3f2a9c01b7de           then: yes to that one
  passback plan maple && passback holds maple   look again first
  passback holds maple --answered               what was answered, by whom and when

A yes is to exactly these changes; other changes get another key and wait again.
exit codes: 0 nothing waits, 1 something does, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, and which course."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    parser.add_argument("--course", metavar="ID", help="only this course, by its Canvas id")
    parser.add_argument("--answered", action="store_true", help="what was answered, by whom and when")
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """List what waits."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.answered:
            return _answers(await app.consent.answered(args.connection, args.course), args)
        waiting = await app.consent.questions(args.connection, args.course)
    if args.format == "json":
        print_json([question.to_json() for question in waiting])
    elif not waiting:
        print("nothing waits for a person, by the newest plans")
    else:
        _print(waiting, args.connection)
    return 1 if any(question.answer is None for question in waiting) else 0


def _answers(answers: tuple[Answered, ...], args: argparse.Namespace) -> int:
    if args.format == "json":
        print_json([answered.to_json() for answered in answers])
    elif not answers:
        print("nobody answered anything")
    else:
        rows = [
            (a.key, a.course_name, said_of(a), a.approval.by, f"{a.approval.at:%Y-%m-%d %H:%M UTC}")
            for a in answers
        ]
        print(table(("key", "course", "what", "by", "when"), rows))
        print(f"\ntake one back: passback approve {printable(args.connection)} KEY --undo")
    return 0


def said_of(answered: Answered) -> str:
    """What it was about, and what was said."""
    return f"{_named(answered.approval.subject, answered.names)}: {answered.said}"


def _print(waiting: tuple[Question, ...], connection: str) -> None:
    rows = [
        (
            q.key,
            q.course_name,
            place_of(q),
            why_of(q),
            waiting_of(q),
            _said(q),
        )
        for q in waiting
    ]
    print(table(("key", "course", "what", "why it waits", "waiting", "answer"), rows))
    for question in waiting:
        if question.titles:
            print(f"\n{question.key}: {printable(', '.join(question.titles))}")
        if question.candidates:
            print(f"\n{question.key}: which of these is {printable(place_of(question))}?\n")
            found = [
                (c.ref, c.title, c.due, c.maximum, "not read" if c.scores is None else str(c.scores))
                for c in question.candidates
            ]
            print(table(("line item", "title", "due", "points", "scores in it"), found))
    first = next((q for q in waiting if q.answer is None), None)
    if first is not None:
        choose = f" --choose {first.candidates[0].ref}" if first.candidates else ""
        print(f"\nnext: passback approve {printable(connection)} {first.key}{printable(choose)}")


def _said(question: Question) -> str:
    return f"{question.said}, {question.answer.by}" if question.answer else ""


def place_of(question: Question) -> str:
    """The assignment, else the section, as people call it."""
    return _named(question.subject, question.names)


def _named(s: Subject, names: Mapping[str, str]) -> str:
    if s.assignment is not None:
        return names.get(f"assignment/{s.assignment}", s.assignment)
    return names.get(f"section/{s.section}", s.section or "the course")


def waiting_of(question: Question) -> str:
    """What waits: scores, or work that has no score on its way yet."""
    if question.why.facts.get("state") == "unmarked":
        return counted(len(question.titles), "assignment")
    return counted(question.scores, "score")


def why_of(question: Question) -> str:
    """The reason in a few words, with the numbers that it rests on."""
    facts = question.why.facts
    word = facts.get("state", question.why.problem.value)
    said = frames()["hold"].get(word, word)
    value, total = facts.get("value"), facts.get("result")
    return f"{said} ({value} of {total} in the SIS)" if value and total else said
