"""Manglings that nobody prepared for are recognized right or not at all, and stay unprepared for."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

import bench_accuracy
from mangling_left_out import LEFT_OUT
from passback.dictionary.recognize import recognize

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_no_text_of_a_kind_that_was_left_out_is_named_wrong(kind: str) -> None:
    told = Counter(
        bench_accuracy.outcome(recognize(text, sis.value if sis else None), entry)
        for text, sis, entry, _, _ in bench_accuracy.fresh({kind: LEFT_OUT[kind]})[::5]
    )

    assert told["wrong"] == 0
    assert told["right"] > told["unknown"] / 2


def test_no_text_of_the_corpus_is_of_a_kind_that_was_left_out() -> None:
    made = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in (CORPUS / "generated").glob("*.yaml")
    ]
    kinds = {text["kind"] for messages in made for message in messages for text in message["variants"]}

    assert kinds
    assert kinds.isdisjoint(LEFT_OUT)
