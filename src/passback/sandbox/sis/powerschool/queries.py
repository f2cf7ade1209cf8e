"""`/ws/schema/query`: the PowerQueries that plugins brought with them.

Honors facts/sis-vendors.md §1.4 (arguments in JSON, `{"record": [...]}` whose `record` is absent when empty,
404 for a query that no enabled plugin brought). One is known by name: the incumbent's plugin asks for the
grade scale of sections. Its arguments and columns are not public; those of the built-in query for the same
thing stand in (`section_ids`), and the column bears the query's own words.
"""

from __future__ import annotations

from passback.sandbox.refusing import Refusal
from passback.sandbox.sis.powerschool.answering import answer, error, refuse
from passback.sandbox.sis.powerschool.writing import whole
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, WrongBody

GRADE_SCALE = "com.instructure.schools.get_actual_score_grade_scale_dcid"


def query(school: School, call: Call, args: tuple[str, ...]) -> Reply:
    """`POST /ws/schema/query/{name}`."""
    ps = school.powerschool
    if args[0] not in ps.queries:
        if args[0] == GRADE_SCALE:
            return refuse(Refusal("powerschool.grade-scale-query-missing", {}, 404))
        return error(404, f"Query '{args[0]}' not found", None)
    try:
        asked = call.json_object().get("section_ids")
    except WrongBody:
        asked = None
    if not isinstance(asked, list):
        return error(400, "section_ids is required.", None)
    sections = [ps.sections[dcid] for dcid in map(whole, asked) if dcid in ps.sections]
    rows = [{"dcid": row.dcid, "actual_score_grade_scale_dcid": row.scale} for row in sections]
    return answer(school, call, {"record": rows} if rows and args[0] == GRADE_SCALE else {})
