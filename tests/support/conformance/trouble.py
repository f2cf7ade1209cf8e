"""When the SIS is down, refuses or talks nonsense: said, and nothing is taken for empty, lost or doubled."""

import asyncio
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from conformance.ground import Ground
from passback.core.errors import NeedsConfig, NeedsLogin, PassbackError, Retryable
from passback.core.finding import Answer, Receipt, Silence
from passback.core.gradebook import Gradebook, Missing, Unread

# What is counted of a score's way: `PUT …/results/:id`, `PUT …/score`.
_SCORES = re.compile("result|score", re.IGNORECASE)


class Trouble:
    """What a connection does when something goes wrong."""

    @pytest.mark.parametrize("kind", ["down", "html", "truncated", "drop-reply"])
    def test_what_is_no_answer_is_unread_and_neither_missing_nor_empty(
        self, ground: Ground, kind: str
    ) -> None:
        with ground.fault(kind):
            try:
                read = ground.ask(lambda side: side.read(ground.section))
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                assert len(str(error).splitlines()) == 1  # noqa: PT017 - either of two ends is right
            else:
                assert not isinstance(read, Missing)
                parts = [read] if isinstance(read, Unread) else [read.line_items, *read.scores.values()]
                assert any(isinstance(part, Unread) for part in parts)

    def test_a_refused_token_is_renewed_once_and_the_read_goes_on(self, ground: Ground) -> None:
        with ground.fault("refuse-token", times=1):
            if ground.connection.settings.auth.kind.startswith("oauth1"):
                # A signature is made for each request: a refused one is a refused key.
                with pytest.raises(NeedsLogin):
                    ground.ask(lambda side: side.read(ground.section))
                return
            read = ground.ask(lambda side: side.read(ground.section))

        assert isinstance(read, Gradebook)

    def test_a_token_that_stays_refused_asks_for_a_new_login(self, ground: Ground) -> None:
        with ground.fault("refuse-token"), pytest.raises(NeedsLogin):
            ground.ask(lambda side: side.read(ground.section))

    def test_a_wrong_secret_is_a_login_and_stands_in_no_text(self, ground: Ground) -> None:
        settings = ground.connection.settings
        secret = ground.served.folder / "wrong"
        secret.write_text("wrong-secret-0123456789", encoding="utf-8")
        secret.chmod(0o600)
        auth = replace(settings.auth, client_secret=f"file:{secret}")
        wrong = replace(ground.connection, settings=replace(settings, auth=auth))

        async def read() -> object:
            async with ground.served.side(wrong) as side:
                return await side.read(ground.section)

        with pytest.raises(NeedsLogin) as caught:
            asyncio.run(read())
        assert "wrong-secret-0123456789" not in str(caught.value)

    def test_a_throttled_request_waits_on_the_clock_and_arrives(self, ground: Ground) -> None:
        before = ground.served.clock.now()

        with ground.fault("throttle-429", times=2):
            read = ground.ask(lambda side: side.read(ground.section))

        assert isinstance(read, Gradebook)
        assert ground.served.clock.now() > before

    @pytest.mark.parametrize("kind", ["drop-reply", "truncated"])
    def test_a_score_whose_answer_is_lost_is_neither_lost_nor_doubled(
        self, ground: Ground, kind: str
    ) -> None:
        ref = ground.new_item().ref or ""
        score = ground.a_score(Decimal(4))

        answer = self._sent(ground, ref, kind, times=1)
        held = ground.scores(ref)

        assert isinstance(answer, Silence), answer
        assert answer.sent
        assert {student: kept.mark for student, kept in held.items()} == {score.student: Decimal(4)}
        assert isinstance(ground.send(ref, score)[0], Receipt)
        assert len(ground.scores(ref)) == 1

    def test_a_score_that_met_a_closed_door_is_not_there(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""

        answer = self._sent(ground, ref, "down", times=None)

        assert not isinstance(answer, Receipt)
        assert ground.scores(ref) == {}

    @staticmethod
    def _verb(ground: Ground) -> str:
        """How this connection writes one score, as the school counts its calls."""
        ref, calls = ground.new_item().ref or "", ground.served.school.calls[ground.key]
        before = dict(calls)
        ground.send(ref, ground.a_score(Decimal(4)))
        sent = [name for name in calls if calls[name] > before.get(name, 0) and _SCORES.search(name)]
        (verb,) = {name.split()[0] for name in sent if not name.startswith("GET")}
        return verb

    def _sent(self, ground: Ground, ref: str, kind: str, times: int | None) -> Answer:
        """What becomes of a score when something goes wrong with the write itself, and not before."""

        verb = self._verb(ground)

        async def go() -> Answer:
            async with ground.served.side(ground.connection) as side:
                await side.scores(ground.class_ref, ref)
                with ground.fault(kind, times=times, method=verb):
                    try:
                        pairs = [(ref, ground.a_score(Decimal(4)))]
                        return (await side.save_scores(ground.class_ref, pairs))[0]
                    except PassbackError as error:
                        return Silence(str(error), sent=bool(getattr(error, "sent", False)))

        return asyncio.run(go())
