"""Line items and scores arrive as they were sent, once, and leave the others alone."""

import re
from dataclasses import replace
from decimal import Decimal

from conformance.ground import Ground, never_left
from passback.core.capabilities import Ids
from passback.core.finding import Receipt, Rejection
from passback.core.problem import State


class Writing:
    """What a connection writes."""

    def test_a_new_line_item_is_there_as_it_was_sent(self, ground: Ground) -> None:
        wanted = ground.wanted()
        before = ground.items()

        answer = ground.save(None, wanted)

        assert isinstance(answer, Receipt), answer
        held = ground.item(answer.ref)
        assert held is not None
        assert (held.title, held.due, held.maximum) == (wanted.title, wanted.due, wanted.maximum)
        assert held.category == wanted.category
        assert set(ground.items()) - {held} == set(before)
        assert ground.scores(answer.ref) == {}

    def test_who_chooses_the_id_is_who_the_capabilities_say(self, ground: Ground) -> None:
        wanted = ground.wanted()

        answer = ground.save(None, wanted)

        assert isinstance(answer, Receipt), answer
        ours = ground.can.line_item_ids.value is Ids.CLIENT
        assert (answer.ref == wanted.ref) is ours
        assert (wanted.ref is None) is not ours

    def test_the_same_line_item_sent_again_is_still_one(self, ground: Ground) -> None:
        held = ground.new_item()
        before = ground.items()

        answer = ground.save(held, held)

        assert isinstance(answer, Receipt), answer
        assert answer.ref == held.ref
        assert ground.items() == before

    def test_a_changed_line_item_keeps_its_id_its_scores_and_what_did_not_change(
        self, ground: Ground
    ) -> None:
        held = ground.new_item()
        ref = held.ref or ""
        ground.send(ref, ground.a_score(Decimal(1)))
        before = ground.scores(ref)

        answer = ground.save(held, replace(held, title=f"{held.title} b"))

        assert isinstance(answer, Receipt), answer
        assert ground.item(ref) == replace(held, title=f"{held.title} b")
        assert ground.scores(ref) == before

    def test_a_line_item_that_is_gone_is_not_made_anew_by_a_change(self, ground: Ground) -> None:
        held = replace(ground.template, ref=re.sub(r"[0-9]", "9", ground.template.ref or ""))
        before = ground.items()

        answer = ground.save(held, replace(held, title="Ghost"))

        assert not isinstance(answer, Receipt)
        assert ground.items() == before

    def test_a_score_is_read_back_to_the_digit(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""

        for mark in ground.some_marks:
            _, held, verdict = ground.ended(ref, ground.a_score(mark))

            assert held is not None
            assert held.mark == mark
            assert verdict.proven
            assert verdict.state is State.IN_SIS

    def test_a_zero_is_a_score_and_no_score_is_no_zero(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""

        ground.send(ref, ground.a_score(Decimal(0)))

        assert {student: score.mark for student, score in ground.scores(ref).items()} == {
            ground.students[0]: Decimal(0)
        }

    def test_scores_of_many_are_answered_in_their_order_and_none_is_mixed_up(self, ground: Ground) -> None:
        ref = ground.new_item(maximum=Decimal(len(ground.students) + 1)).ref or ""
        wanted = {student: Decimal(at) for at, student in enumerate(ground.students)}
        sent = [ground.a_score(mark, at) for at, mark in enumerate(wanted.values())]

        answers = ground.send(ref, *sent)

        assert [type(answer) for answer in answers] == [Receipt] * len(sent)
        assert {student: score.mark for student, score in ground.scores(ref).items()} == wanted

    def test_the_same_score_twice_is_one_score(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""

        first = ground.send(ref, ground.a_score(Decimal(3)))
        again = ground.send(ref, ground.a_score(Decimal(3)))

        assert isinstance(first[0], Receipt)
        assert isinstance(again[0], Receipt)
        assert first[0].ref == again[0].ref
        assert len(ground.scores(ref)) == 1

    def test_a_changed_score_takes_the_place_of_the_old_one_and_of_no_other(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        ground.send(ref, ground.a_score(Decimal(3)), ground.a_score(Decimal(4), 1))

        ground.send(ref, ground.a_score(Decimal(5)))

        assert {student: score.mark for student, score in ground.scores(ref).items()} == {
            ground.students[0]: Decimal(5),
            ground.students[1]: Decimal(4),
        }

    def test_a_stranger_s_score_is_refused_and_keeps_none_of_the_others_back(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        stranger = replace(ground.a_score(Decimal(2)), student="987654321")
        others = [ground.a_score(Decimal(1)), ground.a_score(Decimal(3), 1)]

        first, refused, second = ground.send(ref, others[0], stranger, others[1])
        unsent = [score for answer, score in zip((first, second), others, strict=True) if never_left(answer)]
        again = ground.send(ref, *unsent) if unsent else []

        assert isinstance(refused, Rejection), refused
        assert not any(isinstance(answer, Rejection) for answer in (first, second, *again))
        assert set(ground.scores(ref)) == set(ground.students[:2])

    def test_a_class_that_is_not_there_takes_no_line_item(self, ground: Ground) -> None:
        before, wanted = ground.served.writes, ground.wanted()

        answer = ground.ask(lambda side: side.save_line_item("987654321", None, wanted))

        assert not isinstance(answer, Receipt)
        assert ground.served.writes == before
