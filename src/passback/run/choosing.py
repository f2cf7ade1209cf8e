"""What a district chose: settings kept, taken back, listed, and explained for one course."""

from collections.abc import Sequence

from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.gradebook import Gradebook, Missing, Section, Unread
from passback.core.settings import Decided, Level, Setting, Where
from passback.core.value import Json, Value, value
from passback.run.policies import accounts_of
from passback.run.schools import Schools
from passback.run.scope import chosen_courses, listed_courses
from passback.sync.policies import school_of
from passback.sync.settings import CATEGORIES, NAMES, checked, may_hold, resolve
from passback.sync.text import normal


@value
class ClassExplained(Value):
    """The settings of one class that were decided otherwise than for its course."""

    section: str
    name: str
    decided: tuple[Decided, ...]


@value
class Explained(Value):
    """What holds in a course, which level decided, and where its classes differ."""

    connection: str
    course: str
    course_name: str
    decided: tuple[Decided, ...]
    classes: tuple[ClassExplained, ...]

    def to_json(self) -> dict[str, Json]:
        """The shape of `passback settings --explain COURSE --format json`."""
        return {
            "connection": self.connection,
            "course": self.course,
            "course_name": self.course_name,
            "settings": [decided_json(one) for one in self.decided],
            "classes": [
                {"section": c.section, "name": c.name, "settings": [decided_json(one) for one in c.decided]}
                for c in self.classes
            ],
        }


def decided_json(one: Decided) -> dict[str, Json]:
    """One decision as JSON; `level` null: nobody chose, the default holds."""
    return {
        "name": one.name,
        "value": one.value,
        "level": one.level.value if one.level else None,
        "target": one.target,
        "beaten": [setting_json(setting) for setting in one.beaten],
    }


def setting_json(setting: Setting) -> dict[str, Json]:
    """One setting as JSON."""
    return {
        "level": setting.level.value,
        "target": setting.target,
        "name": setting.name,
        "value": setting.value,
        "by": setting.by,
        "at": setting.at.isoformat(),
    }


def meanings() -> dict[str, str]:
    """Every name of a setting with what it may hold and means."""
    return {
        name: f"{kind.meaning} ({' | '.join(kind.words)})" if kind.words else kind.meaning
        for name, kind in NAMES.items()
    }


def _as_kept(key: str) -> str:
    """A name as `checked` keeps it."""
    group = key.strip().removeprefix(CATEGORIES)
    return f"{CATEGORIES}{normal(group)}" if key.strip().startswith(CATEGORIES) else normal(key)


class Choosing:
    """Settings of connections."""

    def __init__(self, schools: Schools) -> None:
        self._schools = schools
        self._store = schools.store

    async def listed(self, name: str) -> tuple[Setting, ...]:
        """All settings of a connection.

        Raises:
            BadInput: no such connection.
        """
        await self._schools.named(name)
        return await self._store.settings(name)

    async def put(self, name: str, level: Level, target: str, given: Sequence[str], by: str) -> None:
        """Keep settings at one place, all or none. `given`: `NAME=VALUE` each.

        Raises:
            BadInput: no such connection or setting, or it cannot hold that; nothing was kept.
        """
        await self._schools.named(name)
        made = []
        for pair in given:
            key, sign, text = pair.partition("=")
            if not sign:
                raise BadInput(f"{pair[:40]!r}: expected NAME=VALUE")
            name_, held = checked(key, text)
            if not may_hold(name_, level):
                raise BadInput(f"{name_} cannot hold for one assignment; set it for a class or wider")
            made.append((name_, held))
        now = self._schools.means.clock.now()
        for key, text in made:
            await self._store.put_setting(name, Setting(level, target, key, text, by, now))

    async def drop(self, name: str, level: Level, target: str, keys: Sequence[str]) -> None:
        """Take settings of one place back, all or none.

        Raises:
            BadInput: no such connection, or one of them is not set there; nothing was changed.
        """
        await self._schools.named(name)
        held = {s.name for s in await self._store.settings(name) if (s.level, s.target) == (level, target)}
        keys = [_as_kept(key) for key in keys]
        for key in keys:
            if key not in held:
                known = ", ".join(sorted(held)) or "nothing"
                raise BadInput(f"{key[:40]!r} is not set there; set there: {known}")
        for key in keys:
            await self._store.drop_setting(name, level, target, key)

    async def explain(self, course: str, name: str | None) -> Explained:
        """What holds in a course and why; without a connection's name the one that covers it.

        Raises:
            BadInput: no connection covers the course, or several do.
            Retryable, NeedsLogin, NeedsConfig: Canvas could not be asked.
        """
        connection = await self._schools.named(name) if name else await self._covering(course)
        canvas, remembered = self._schools.canvas(connection), self._schools.remembered(connection)
        (ref,) = chosen_courses(await listed_courses(canvas, remembered, [course]), [course])
        settings = await self._store.settings(connection.name)
        read = await canvas.people(ref.id)
        accounts = await accounts_of(settings, read, canvas, remembered)
        _, decided = resolve(settings, Where(None, read.id, accounts, None))
        classes = []
        for section in () if isinstance(read.sections, Unread) else read.sections:
            school = await self._school(connection, settings, section)
            _, mine = resolve(settings, Where(section.id, read.id, accounts, school))
            other = tuple(one for one in mine if one not in decided)
            if other:
                classes.append(ClassExplained(section.id, section.name, other))
        return Explained(connection.name, read.id, read.name, decided, tuple(classes))

    async def _covering(self, course: str) -> Connection:
        found = []
        for connection in await self._store.connections():
            canvas, remembered = self._schools.canvas(connection), self._schools.remembered(connection)
            listed = await listed_courses(canvas, remembered)
            if any(course in {ref.id, ref.sis_id} for ref in listed):
                found.append(connection)
        if not found:
            raise BadInput(f"no connection covers a course {course[:40]!r}; `passback connections list`")
        if len(found) > 1:
            names = ", ".join(connection.name for connection in found)
            raise BadInput(f"several connections cover the course {course[:40]!r}: {names}; name one")
        return found[0]

    async def _school(
        self, connection: Connection, settings: Sequence[Setting], section: Section
    ) -> str | None:
        """The SIS's school of a class; asked for only where somebody set something for one."""
        if connection.profile is None or not any(s.target.startswith("school:") for s in settings):
            return None
        wanted = connection.profile.section.applied(section.sis_id, section.integration_id)
        if wanted is None:
            return None
        book: Gradebook | Missing | Unread = await self._schools.sis(connection).roster(wanted)
        return school_of({section.id: book}, section.id)
