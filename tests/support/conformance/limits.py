"""What an SIS holds and what not: as its capabilities say, else refused, held, or seen to differ."""

from dataclasses import replace
from decimal import Decimal

from conformance.ground import Ground, never_left
from passback.core.capabilities import Exempt
from passback.core.finding import Receipt, Rejection
from passback.core.gradebook import Excused
from passback.core.problem import State

# What may become of something that an SIS is not known to hold: never green without being there.
_NOT_GREEN = {State.REFUSED, State.DIFFERS, State.NOT_SENT}


class Limits:
    """What a connection can carry."""

    def test_every_limit_has_a_source_and_a_day(self, ground: Ground) -> None:
        for name in ground.can.__dataclass_fields__:
            limit = getattr(ground.can, name)
            assert limit is None or (limit.source.strip() and limit.on.year >= 2026), name

    def test_a_score_with_decimals_is_kept_or_seen_to_differ(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        limit = ground.can.decimals

        _, held, verdict = ground.ended(ref, ground.a_score(Decimal("1.25")))

        if limit is not None and limit.value >= 2:
            assert (held and held.mark, verdict.state) == (Decimal("1.25"), State.IN_SIS)
        else:
            kept = held is not None and held.mark == Decimal("1.25")
            assert verdict.state in ({State.IN_SIS} if kept else _NOT_GREEN)

    def test_an_excused_student_has_the_flag_and_never_a_zero(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        limit = ground.can.exempt

        _, held, verdict = ground.ended(ref, ground.a_score(Excused.EXCUSED))

        assert held is None or held.mark != Decimal(0)
        if limit is None:
            assert verdict.state in ({State.IN_SIS} if held and held.mark else _NOT_GREEN)
        elif limit.value is Exempt.REFUSED:
            assert verdict.state in _NOT_GREEN
            assert held is None or held.mark is None
        else:
            assert (held and held.mark, verdict.state) == (Excused.EXCUSED, State.IN_SIS)

    def test_a_score_above_the_maximum_is_kept_or_refused_and_never_cut_in_silence(
        self, ground: Ground
    ) -> None:
        ref = ground.new_item().ref or ""
        above = ground.template.maximum + 1
        limit = ground.can.extra_credit

        answer, held, verdict = ground.ended(ref, ground.a_score(above))

        if limit is not None and limit.firm:
            assert verdict.state is (State.IN_SIS if limit.value else State.REFUSED), answer
        assert verdict.state in ({State.IN_SIS} if held and held.mark == above else _NOT_GREEN)

    def test_a_score_beyond_the_factor_that_the_sis_names_is_refused(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        limit = ground.can.score_factor_max
        most = ground.template.maximum * (limit.value if limit else 5)

        _, held, verdict = ground.ended(ref, ground.a_score(most + 1))

        if limit is not None and limit.firm:
            assert (held, verdict.state) == (None, State.REFUSED)
            assert ground.ended(ref, ground.a_score(most))[2].state is State.IN_SIS
        assert verdict.state in ({State.IN_SIS} if held and held.mark == most + 1 else _NOT_GREEN)

    def test_late_and_missing_travel_where_the_sis_knows_them_and_nowhere_else(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""

        for flag in ("late", "missing"):
            limit = getattr(ground.can, flag)
            _, held, verdict = ground.ended(ref, ground.a_score(Decimal(2), **{flag: True}))

            assert held is not None
            assert held.mark == Decimal(2)
            assert verdict.state is State.IN_SIS
            assert getattr(held, flag) is bool(limit and limit.value), flag

    def test_a_comment_within_the_limit_is_kept_whole(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        limit = ground.can.comment_max
        words = "Well done. " * 40
        words = words[: limit.value] if limit else words[:20]

        _, held, _ = ground.ended(ref, ground.a_score(Decimal(2), comment=words))

        assert held is not None
        if limit is not None and limit.firm:
            assert held.comment == words
        assert held.comment in {"", words, words.strip()}

    def test_a_comment_over_the_limit_is_never_proven_whole(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        limit = ground.can.comment_max
        words = "x" * (limit.value + 50 if limit else 4000)

        answer, held, verdict = ground.ended(ref, ground.a_score(Decimal(2), comment=words))

        if isinstance(answer, Rejection):
            assert (held, verdict.state) == (None, State.REFUSED)
        else:
            assert held is not None
            assert words.startswith(held.comment)

    def test_a_letter_travels_only_where_the_sis_takes_letters(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        limit = ground.can.letters

        answer, held, verdict = ground.ended(ref, ground.a_score("B"))

        if limit is not None and limit.value and limit.firm:
            assert isinstance(answer, Receipt), answer
        elif limit is not None and not limit.value:
            assert never_left(answer) or isinstance(answer, Rejection), answer
            assert held is None
        assert verdict.state in ({State.IN_SIS} if held and held.mark == "B" else _NOT_GREEN)

    def test_a_score_is_cleared_where_that_is_known_to_work_and_else_left(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        ground.send(ref, ground.a_score(Decimal(3)))
        limit = ground.can.clear

        answer, held, verdict = ground.ended(ref, ground.a_score(None))

        if limit is not None and limit.value:
            assert isinstance(answer, Receipt), answer
            assert held is None or held.mark is None
            assert verdict.state is State.IN_SIS
        else:
            assert never_left(answer), answer
            assert held is not None
            assert held.mark == Decimal(3)

    def test_a_line_item_is_deleted_where_the_sis_says_so_and_else_stays(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        limit = ground.can.delete

        answer = ground.ask(lambda side: side.delete_line_item(ground.class_ref, ref))

        there = ground.item(ref) is not None
        if limit is not None and limit.firm:
            assert there is not limit.value
        assert isinstance(answer, Receipt) is not there

    def test_a_title_at_the_limit_is_kept_whole_and_a_longer_one_is_refused_or_seen(
        self, ground: Ground
    ) -> None:
        limit = ground.can.title_max
        most = limit.value if limit else 30
        whole = ground.new_item(title="T" * most)
        assert whole.title == "T" * most

        wanted = ground.wanted(title="U" * (most + 200))
        answer = ground.save(None, wanted)

        held = ground.item(answer.ref) if isinstance(answer, Receipt) else None
        if limit is not None and limit.firm:
            assert held is None or held.title != wanted.title
        assert held is None or wanted.title.startswith(held.title)

    def test_work_without_a_category_is_refused_where_one_is_required(self, ground: Ground) -> None:
        limit = ground.can.category_required
        wanted = replace(ground.wanted(), category=None)

        answer = ground.save(None, wanted)

        if limit is not None and limit.firm:
            assert isinstance(answer, Receipt) is not limit.value, answer
        assert isinstance(answer, Receipt | Rejection) or never_left(answer), answer

    def test_points_that_are_no_whole_number_are_kept_refused_or_seen_to_differ(self, ground: Ground) -> None:
        wanted = ground.wanted(maximum=Decimal("12.5"))

        answer = ground.save(None, wanted)

        if not isinstance(answer, Receipt):
            assert isinstance(answer, Rejection), answer
            return
        held = ground.item(answer.ref)
        assert held is not None
        limit = ground.can.points_whole
        if limit is None:
            assert held.maximum == Decimal("12.5")
