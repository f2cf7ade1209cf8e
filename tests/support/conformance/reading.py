"""A class is read whole, twice the same, and without leaving a trace."""

from conformance.ground import Ground
from passback.core.gradebook import Missing, Unread


class Reading:
    """What a connection reads."""

    def test_the_connection_test_says_yes_and_finds_how_the_ids_meet(self, ground: Ground) -> None:
        assert [probe for probe in ground.test.probes if probe.ok is False] == []
        assert ground.test.passed
        assert ground.connection.profile == ground.test.proposed

    def test_no_part_of_a_class_stays_unread(self, ground: Ground) -> None:
        book = ground.book()

        parts = {"terms": book.terms, "categories": book.categories, "students": book.students}
        parts |= {"line items": book.line_items, **book.scores}
        assert {name: part for name, part in parts.items() if isinstance(part, Unread)} == {}
        assert book.class_ref == ground.class_ref
        assert {student.ref for student in book.students if student.active} >= set(ground.students)
        assert book.terms

    def test_every_score_belongs_to_a_line_item_that_is_there(self, ground: Ground) -> None:
        book = ground.book()

        assert not isinstance(book.line_items, Unread)
        assert {item.ref for item in book.line_items} >= set(book.scores)
        assert all(item.due and item.title for item in book.line_items)

    def test_reading_twice_gives_the_same(self, ground: Ground) -> None:
        assert ground.book() == ground.book()

    def test_a_part_read_again_is_the_part_of_the_whole(self, ground: Ground) -> None:
        book = ground.book()

        assert ground.items() == book.line_items
        ref = ground.template.ref or ""
        held = book.scores[ref]
        assert not isinstance(held, Unread)
        assert ground.scores(ref) == {score.student: score for score in held}

    def test_reading_writes_nothing(self, ground: Ground) -> None:
        before = ground.served.writes

        ground.book()
        ground.ask(lambda side: side.probe())

        assert ground.served.writes == before

    def test_a_class_that_is_not_there_is_missing_and_not_empty(self, ground: Ground) -> None:
        read = ground.ask(lambda side: side.read("987654321"))

        assert isinstance(read, Missing)
        assert read.looked_for == "987654321"
