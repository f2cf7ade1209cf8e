# cython: language_level=3, boundscheck=False, wraparound=False, nonecheck=False
"""What `clean` does, compiled: a line that holds one message word for word is answered in one pass over it.

The forms, and what to do where there is anything to decide, are `clean`'s; so are the answers, which tests
compare. A line that is not plain, long, or torn gets None, and is looked at by the rest of the dictionary.
Why it is compiled, and what happens where it is not: docs/adr/0009-a-compiled-kernel.md.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy

from passback.dictionary import values
from passback.dictionary.choose import TWIN
from passback.dictionary.match import Ambiguous, Match, Unknown
from passback.dictionary.normalize import DROPPED, FOLD, LOOKALIKES
from passback.dictionary.unlike import ONE_SIGN, OTHER_NUMBERS

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

    ctypedef int (*descrsetfunc)(PyObject*, PyObject*, PyObject*) except -1
    ctypedef PyObject* (*allocfunc)(PyTypeObject*, Py_ssize_t) except NULL
    ctypedef struct PyTypeObject:
        descrsetfunc tp_descr_set
        allocfunc tp_alloc

    PyTypeObject* Py_TYPE(object)

include "plain_line.pxi"

DEF SLOTS = 12
DEF SEEN = 256
DEF FOUND = 8
DEF WINDOW = 8
DEF BUCKETS = 4096
DEF MESSAGES = 512
DEF ID = 1
DEF DATE = 2
DEF NAME = 3
KINDS = {None: 0, values.Kind.ID: ID, values.Kind.DATE: DATE, values.Kind.NAME: NAME}


cdef const char* OPENS = b"[\"'("
cdef const char* CLOSES = b"]\"')"


cdef struct Words:
    const uint8_t* folded
    int size
    const uint8_t* head
    int head_size
    const uint8_t* tail
    int tail_size
    const uint8_t* head_marks
    int heads
    const uint8_t* tail_marks
    int tails
    int longest
    int kind


cdef class Form:
    """A `clean.Form`, with its words at hand."""

    cdef object own, entry, confidence, how
    cdef list keep, names, places
    # Values that had to be looked at, by what stood there; and whether values are of a slot's kind.
    cdef list seen, fitting
    cdef Words first
    cdef Words steps[SLOTS]
    cdef int count, carrier
    cdef bint plain, carries, short, colon, empty_end, stops
    # From where to where in the folded line that was told last its slot is that may hold another error.
    cdef int carried, carried_to

    def __init__(self, form):
        self.own, self.keep = form, []
        self.entry, self.confidence, self.how = form.entry, form.confidence, form.how
        self.plain, self.carries = form.plain, form.carries
        self.stops = not form.steps and form.source.endswith(".")
        self.short, self.colon, self.empty_end = form.short, form.colon, form.needle.empty_end
        self.names = [step.name for step in form.steps]
        self.places = [step.place for step in form.steps]
        self.count = len(form.steps)
        self.seen, self.fitting = [{} for _ in form.steps], [{} for _ in form.steps]
        self.carrier = self.names.index("result") if self.carries else -1
        self.first = self._words(form.program.first)
        for at, step in enumerate(form.steps[:SLOTS]):
            self.steps[at] = self._words(step.folded)
            self.steps[at].head, self.steps[at].head_size = self._bytes(step.head), len(step.head)
            self.steps[at].tail, self.steps[at].tail_size = self._bytes(step.tail), len(step.tail)
            head, tail = "".join(step.place.head), "".join(step.place.tail)
            self.steps[at].head_marks, self.steps[at].heads = self._bytes(head), len(head)
            self.steps[at].tail_marks, self.steps[at].tails = self._bytes(tail), len(tail)
            self.steps[at].longest = step.longest
            self.steps[at].kind = KINDS[step.place.kind]

    cdef Words _words(self, folded):
        cdef Words words
        words.folded, words.size = self._bytes(folded), len(folded)
        return words

    cdef bint ends(self, Line* line, int first, int here, int start, int stop):
        """As `clean.Form.ends`: whether what stands around leaves no doubt; most lines need no text made."""
        if self.short and (
            (self.count == 0 and stop != line.folded)
            or (here < line.size and line.text[here] == 0x3A) != self.colon
            or ((start or 2 * (stop - start) < line.folded) and not is_upper(line.text[0]))
        ):
            return False
        if not self.empty_end and (start == 0 and 2 * stop >= line.folded):
            return True
        before, behind = slice(line.text, 0, first), slice(line.text, here, line.size)
        return self.own.ends(before, behind, line.folded, start, stop)

    cdef const uint8_t* _bytes(self, text):
        cdef bytes own = text.encode("ascii") if isinstance(text, str) else text
        self.keep.append(own)
        return <const uint8_t*>PyBytes_AS_STRING(own)

    cdef object value(self, int number, str between, bint last):
        """As `values.value`; a log has few values, and each of them often."""
        cdef dict seen = self.seen[number]
        value = seen.get(between)
        if value is None:
            if len(seen) >= SEEN:
                seen.clear()
            seen[between] = value = values.value(between, self.places[number], last=last)
        return value

    cdef object fits(self, int number, str value):
        """As `values.fits`; remembered as well."""
        cdef dict fitting = self.fitting[number]
        fits = fitting.get(value)
        if fits is None:
            if len(fitting) >= SEEN:
                fitting.clear()
            fitting[value] = fits = values.fits(self.places[number], value)
        return fits

    cdef dict told(self, Line* line, int* start, int* stop):
        """The values of its slots, as `Program.search` and `values.cut` have them; None if there is more to it."""
        cdef int here, there, at, end, number, first, last, begun
        cdef const uint8_t* before = self.first.folded
        cdef int before_size = self.first.size
        cdef Words* step
        cdef const uint8_t* text = line.text
        if self.count > SLOTS:
            return None
        start[0] = find(line.fold, 0, line.folded, self.first.folded, self.first.size)
        if start[0] < 0:
            return None
        at = start[0] + self.first.size
        begun, here = line.places[start[0]], line.places[at - 1] + 1
        # Few lines have such a word there, so whether it denies the message is asked elsewhere.
        if may_be_denied(text, begun):
            return None
        if self.stops and here + 1 < line.size and text[here] == 0x20 and 0x61 <= text[here + 1] <= 0x7A:
            return None
        cdef dict values_told = {}
        for number in range(self.count):
            step = &self.steps[number]
            if step.size:
                end = find(line.fold, at, line.folded, step.folded, step.size)
                if end < at or end - at > step.longest:
                    return None
                there = line.places[end]
                if number == 0 and find(line.fold, start[0] + 1, end, self.first.folded, self.first.size) >= 0:
                    return None
                if step.kind == DATE and number and find(line.fold, at, end, before, before_size) >= 0:
                    return None
                before, before_size = step.folded, step.size
                first, last = here, there
                if inner(text, &first, &last, step):
                    value = slice(text, first, last)
                else:
                    value = self.value(number, slice(text, here, there), False)
                    last = first
                if number == self.carrier:
                    self.carried, self.carried_to = at, end
                at = end + step.size
                here = line.places[at - 1] + 1
            else:
                first, last = here + step.head_size, line.size
                if (
                    last - step.tail_size > first
                    and memcmp(text + last - step.tail_size, step.tail, step.tail_size) == 0
                ):
                    last -= step.tail_size
                if (
                    memcmp(text + here, step.head, step.head_size) == 0
                    and bare(text, first, last, step)
                    # Where the same message begins again, the value ends.
                    and find(line.fold, at, line.folded, self.first.folded, self.first.size) < 0
                ):
                    value = slice(text, first, last)
                else:
                    value = self.value(number, slice(text, here, line.size), True)
                    last = first
                if number == self.carrier:
                    self.carried, self.carried_to = at, line.folded
            if step.kind and not fits(text, first, last, step.kind):
                if not self.fits(number, value):
                    return None
            values_told[self.names[number]] = value
        stop[0] = at
        if not self.plain and not self.ends(line, begun, here, start[0], at):
            return None
        return values_told


cdef inline str slice(const uint8_t* text, int start, int end):
    return PyUnicode_DecodeUTF8(<const char*>text + start, end - start, NULL)


cdef inline bytes folded(Line* line):
    return PyBytes_FromStringAndSize(<const char*>line.fold, line.folded)


cdef inline bint has(Line* line, bytes words):
    return find(line.fold, 0, line.folded, <const uint8_t*>PyBytes_AS_STRING(words), PyBytes_GET_SIZE(words)) >= 0


cdef bint overlaps(Line* line, bytes words) noexcept:
    """Whether a folded line ends with the first bytes of words."""
    cdef const uint8_t* first = <const uint8_t*>PyBytes_AS_STRING(words)
    cdef int at
    for at in range(max(0, line.folded - <int>PyBytes_GET_SIZE(words)), line.folded):
        if line.fold[at] == first[0] and memcmp(line.fold + at, first, line.folded - at) == 0:
            return True
    return False


cdef inline bint is_alnum(uint8_t byte) noexcept nogil:
    return byte < 0x80 and folded_of[byte] != 0


cdef inline bint is_upper(uint8_t byte) noexcept nogil:
    return 0x41 <= byte <= 0x5A


cdef inline bint may_be_denied(const uint8_t* text, int at) noexcept nogil:
    """Whether `no`, `not`, `never` or `without` may stand right before a place."""
    if at < 3 or text[at - 1] != 0x20:
        return False
    cdef uint8_t last = text[at - 2] | 0x20, before = text[at - 3] | 0x20
    return (
        (last == 0x6F and before == 0x6E)
        or (last == 0x74 and (before == 0x6F or before == 0x75))
        or (last == 0x72 and before == 0x65)
    )


cdef inline bint is_one_of(uint8_t byte, const char* signs) noexcept nogil:
    cdef int at = 0
    while signs[at]:
        if byte == <uint8_t>signs[at]:
            return True
        at += 1
    return False


cdef bint inner(const uint8_t* text, int* start, int* end, const Words* step) noexcept nogil:
    """Narrow what stands between words to the value, as `values.value` would; False: that has to."""
    cdef int first = start[0], last = end[0], mark
    while first < last and text[first] == 0x20:
        first += 1
    while first < last and text[last - 1] == 0x20:
        last -= 1
    if first < last and not (is_alnum(text[first]) and is_alnum(text[last - 1])):
        trim(text, &first, &last, step)
    unwrap(text, &first, &last, step.kind)
    start[0], end[0] = first, last
    return (
        first < last
        and last - first <= step.longest
        and text[first] != 0x20
        and text[last - 1] != 0x20
        # A list may stand in brackets and quotes.
        and not (text[first] == 0x5B and text[first + 1] == 0x22)
    )


cdef void trim(const uint8_t* text, int* start, int* end, const Words* step) noexcept nogil:
    """As `values` trims: without what the template has between its words and the slot."""
    cdef int first = start[0], last = end[0], mark
    for mark in range(step.heads):
        if first < last and text[first] == step.head_marks[mark]:
            first += 1
        while first < last and text[first] == 0x20:
            first += 1
    if last - first > 1 and text[last - 1] == 0x2D and text[last - 2] == 0x20:
        last -= 2
    for mark in range(step.tails):
        if first < last and text[last - 1] == step.tail_marks[mark]:
            last -= 1
        while first < last and text[last - 1] == 0x20:
            last -= 1
    if step.kind and first < last:
        if is_one_of(text[first], b":="):
            first += 1
            while first < last and text[first] == 0x20:
                first += 1
        while first < last and is_one_of(text[last - 1], b",; "):
            last -= 1
    start[0], end[0] = first, last


cdef void unwrap(const uint8_t* text, int* start, int* end, int kind) noexcept nogil:
    """As `values` makes bare: without one pair of each kind around the whole."""
    cdef int first = start[0], last = end[0], pair
    if last - first > 1 and is_one_of(text[last - 1], b"\"'}])"):
        for pair in range(4 if kind == ID else 3):
            if last - first > 1 and text[first] == OPENS[pair] and text[last - 1] == CLOSES[pair]:
                first += 1
                last -= 1
                while first < last and text[first] == 0x20:
                    first += 1
                while first < last and text[last - 1] == 0x20:
                    last -= 1
    if kind == DATE:
        while first < last and is_one_of(text[first], b"[]"):
            first += 1
        while first < last and is_one_of(text[last - 1], b"[]"):
            last -= 1
    start[0], end[0] = first, last


cdef inline bint ends_whole(const uint8_t* text, int start, int end, int kind) noexcept nogil:
    """Whether a value ends with a letter or digit, or with a bracket that it opens."""
    cdef uint8_t last = text[end - 1], opener = 0x28 if last == 0x29 else 0x5B
    cdef int at, depth = 0
    if is_alnum(last):
        return True
    if kind == ID or kind == DATE or (last != 0x29 and last != 0x5D):
        return False
    for at in range(start, end):
        depth += (text[at] == opener) - (text[at] == last)
    return depth >= 0


cdef bint bare(const uint8_t* text, int start, int end, const Words* step) noexcept nogil:
    """Whether a last value is surely that, and `values` would take nothing off it.

    It begins and ends with a letter or digit, and has nothing of the JSON or the log that a text may go on with.
    """
    cdef int at
    cdef uint8_t byte
    if step.kind == DATE and not numeric(text, start, end):
        return False
    if end <= start or end - start > step.longest or not is_alnum(text[start]) or not ends_whole(text, start, end, step.kind):
        return False
    for at in range(start, end):
        byte = text[at]
        if is_alnum(byte) and byte != 0x65:
            continue
        # "errors", of which the first letters do.
        if byte == 0x65:
            if at + 3 < end and memcmp(text + at, b"err", 3) == 0:
                return False
        elif byte == 0x22 or byte == 0x27 or byte == 0x7C or byte == 0x3C or byte == 0x3E:
            return False
        elif step.kind == ID and byte == 0x20:
            return False
        # What the template goes on with may stand in a value, where it ends it.
        elif step.tail_size and byte == step.tail[0]:
            return False
    return True


cdef bint fits(const uint8_t* text, int start, int end, int kind) noexcept nogil:
    """Whether a value can surely stand in a slot of its kind, as `values.fits` has it."""
    cdef int at, spaces = 0
    if end <= start or is_one_of(text[start], b":=") or is_one_of(text[end - 1], b",; "):
        return False
    if kind == DATE:
        return numeric(text, start, end)
    if kind == ID:
        for at in range(start, end):
            spaces += text[at] == 0x20
    return spaces < 2


cdef inline bint numeric(const uint8_t* text, int start, int end) noexcept nogil:
    """Whether a date is written in numbers alone."""
    cdef int at
    for at in range(start, end):
        if not (0x2D <= text[at] <= 0x3A or text[at] == 0x54 or text[at] == 0x5A):
            return False
    return 0x30 <= text[end - 1] <= 0x39 or text[end - 1] == 0x5A


cdef class Try:
    """A `plans.Try`, with its words at hand."""

    cdef Form form
    cdef object own, always, beside
    cdef bint hard
    cdef tuple others, group, leads, kin

    def __init__(self, one, forms):
        self.own, self.form = one, forms(one.form)
        self.hard, self.always = one.hard, one.always
        self.beside, self.kin = one.beside, one.kin
        self.others = tuple([(other.program.first, other) for other in one.others])
        self.group = tuple([forms(form) for form, _ in one.alike])
        self.leads = tuple([lead for _, lead in one.alike])


cdef class Plan:
    """A `plans.Plan`: what to try on lines with certain anchors."""

    cdef object own
    cdef list tries
    cdef tuple anchors

    def __init__(self, plan, forms):
        self.own = plan
        self.tries = [Try(one, forms) for one in plan.tries]
        self.anchors = plan.anchors

    cdef object match(self, Line* line):
        """As `plans.Plan.match`."""
        cdef Try one
        cdef Form form
        cdef int start = 0, stop = 0
        cdef dict told
        for one in self.tries:
            form = one.form
            if find(line.fold, 0, line.folded, form.first.folded, form.first.size) < 0:
                continue
            if one.hard and one.beside is None:
                return None
            told = form.told(line, &start, &stop)
            if told is None:
                return None
            if len(self.anchors) > 1 and not self.alone(line, start, stop, form):
                return None
            for words, other in one.others:
                if has(line, words) and self.own.rivals(other, slice(line.text, 0, line.size), folded(line)):
                    return None
            if one.hard:
                return self.beside(one, told, line)
            if one.always is not None:
                return one.always
            if one.group:
                return self.several(one, told, line)
            return matched(form, told, form.confidence, ())
        return None

    cdef object beside(self, Try one, dict told, Line* line):
        """As `plans.Plan.beside`."""
        for first in one.kin:
            if has(line, first) or overlaps(line, first):
                return None
        return matched(one.form, told, min(TWIN, one.form.confidence), one.beside)

    cdef bint alone(self, Line* line, int start, int stop, Form form):
        """As `plans.Plan` has it: whether no other message stands beside this one, or in what it carries."""
        cdef int size
        cdef const uint8_t* anchor
        for one in self.anchors:
            anchor, size = <const uint8_t*>PyBytes_AS_STRING(one), PyBytes_GET_SIZE(one)
            if form.carries and find(line.fold, form.carried, form.carried_to, anchor, size) >= 0:
                return False
            if (
                find(line.fold, 0, line.folded, anchor, size) < start
                or rfind(line.fold, 0, line.folded, anchor, size) + size > stop
            ) and self.own.said(one, folded(line)):
                return False
        return True

    cdef object several(self, Try one, dict first, Line* line):
        """As `plans.Plan.match` where several systems say the very same words."""
        cdef int at, start = 0, stop = 0
        cdef list told = []
        cdef Form form
        for at in range(len(one.group)):
            if one.leads[at] < at:
                told.append(told[one.leads[at]])
                continue
            form = one.group[at]
            own = form.told(line, &start, &stop) if at else first
            if own is None:
                return None
            told.append(own)
        made = new(_ambiguous)
        put(_candidates, made, tuple([matched(form, own, TWIN, ()) for form, own in zip(one.group, told)]))
        return made


cdef PyTypeObject* _match = <PyTypeObject*>Match
cdef PyTypeObject* _unknown = <PyTypeObject*>Unknown
cdef PyTypeObject* _ambiguous = <PyTypeObject*>Ambiguous
cdef object _candidates = Ambiguous.__dict__["candidates"]
cdef object _entry = Match.__dict__["entry"], _variables = Match.__dict__["variables"]
cdef object _confidence = Match.__dict__["confidence"], _why = Match.__dict__["why"]
cdef object _also = Match.__dict__["also"]
cdef object _text = Unknown.__dict__["text"], _sis = Unknown.__dict__["sis"]


cdef inline object new(PyTypeObject* kind):
    """A value with nothing in its slots yet, as `object.__new__` makes it."""
    cdef PyObject* made = kind.tp_alloc(kind, 0)
    value = <object>made
    Py_DECREF(value)
    return value


cdef inline int put(object slot, object made, object given) except -1:
    """Fill a slot of a frozen value, as its own `__init__` does."""
    return Py_TYPE(slot).tp_descr_set(<PyObject*>slot, <PyObject*>made, <PyObject*>given)


cdef object matched(Form form, dict told, confidence, tuple also):
    made = new(_match)
    put(_entry, made, form.entry)
    put(_variables, made, told)
    put(_confidence, made, confidence)
    put(_why, made, form.how)
    put(_also, made, also)
    return made


cdef class AtOnce:
    """Answers for plain lines of one SIS, or of any.

    Args:
        plans: what to try, by the numbers of the anchors that were found (`plans.Plan`).
        anchors: those of all messages; their places are their numbers.
        unlike: coarse forms that are like no message; what is learned elsewhere counts here at once.
        numbered: texts that are none with any numbers, those of one sign; the same.
        wanted: the SIS.
    """

    cdef object plans, wanted
    cdef set unlike, numbered
    cdef dict ready, forms
    cdef list keep
    cdef int heads[BUCKETS]
    cdef int nexts[MESSAGES]
    cdef const uint8_t* anchor[MESSAGES]
    cdef int size[MESSAGES]
    cdef int offset[MESSAGES]
    cdef Line line

    def __init__(self, plans, anchors, unlike, numbered, wanted):
        cdef int number
        cdef uint64_t window
        self.plans, self.unlike, self.numbered, self.wanted = plans, unlike, numbered, wanted
        self.ready, self.forms, self.keep = {}, {}, list(anchors)
        if len(anchors) > MESSAGES or min(map(len, anchors)) < WINDOW:
            raise ValueError("more messages, or shorter ones, than the compiled search is made for")
        for number in range(BUCKETS):
            self.heads[number] = -1
        for number, anchor in enumerate(self.keep):
            self.anchor[number] = <const uint8_t*>PyBytes_AS_STRING(anchor)
            self.size[number] = PyBytes_GET_SIZE(anchor)
            self.offset[number] = (self.size[number] - WINDOW) // 2
            memcpy(&window, self.anchor[number] + self.offset[number], WINDOW)
            self.nexts[number] = self.heads[bucket(window)]
            self.heads[bucket(window)] = number

    def answers(self, texts, bint readable=False):
        """The answer for each text, and the places of those to look closer at, whose answers are None.

        `readable`: texts are as `readable` gives them.
        """
        cdef Py_ssize_t at, size
        cdef const char* raw
        cdef list out = [None] * len(texts), left = []
        for at, text in enumerate(texts):
            try:
                raw = PyUnicode_AsUTF8AndSize(text, &size)
            except UnicodeEncodeError:
                left.append(at)
                continue
            found = None
            if size <= LINE and read(&self.line, <const uint8_t*>raw, size, readable):
                found = self.answer(text)
            if found is None:
                left.append(at)
            else:
                out[at] = found
        return out, left

    cdef object answer(self, str text):
        cdef Line* line = &self.line
        cdef int found[FOUND]
        cdef int count = self.search(line, found)
        cdef Plan plan
        if count == 0:
            return self.nothing(text, line)
        if count < 0:
            return None
        # With one anchor, which is most of them, no tuple is made.
        key = found[0] if count == 1 else tuple(sorted([found[number] for number in range(count)]))
        plan = self.ready.get(key)
        if plan is None:
            self.ready[key] = plan = Plan(self.plans[(key,) if count == 1 else key], self._form)
        place(line)
        return plan.match(line)

    def _form(self, form):
        if id(form) not in self.forms:
            self.forms[id(form)] = Form(form)
        return self.forms[id(form)]

    cdef int search(self, Line* line, int* found) noexcept nogil:
        """The numbers of the anchors in a folded line; -1: more of them than are looked at here."""
        cdef int at, number, place, seen, count = 0
        cdef uint64_t window
        for at in range(line.folded - WINDOW + 1):
            memcpy(&window, line.fold + at, WINDOW)
            number = self.heads[bucket(window)]
            while number >= 0:
                place = at - self.offset[number]
                if (
                    place >= 0
                    and place + self.size[number] <= line.folded
                    and memcmp(line.fold + place, self.anchor[number], self.size[number]) == 0
                ):
                    for seen in range(count):
                        if found[seen] == number:
                            break
                    else:
                        if count == FOUND:
                            return -1
                        found[count] = number
                        count += 1
                number = self.nexts[number]
        return count

    cdef object nothing(self, str text, Line* line):
        """The answer for a line with no message's anchor: unknown, if what is left without its numbers is known."""
        cdef int at
        cdef uint8_t form[LINE]
        for at in range(line.folded):
            form[at] = coarse_of[line.fold[at]]
        coarse = PyBytes_FromStringAndSize(<const char*>form, line.folded)
        if coarse not in self.unlike:
            for at in range(line.size):
                form[at] = other_number_of[line.text[at]]
            if PyBytes_FromStringAndSize(<const char*>form, line.size) not in self.numbered:
                return None
        made = new(_unknown)
        put(_text, made, text)
        put(_sis, made, self.wanted)
        return made


cdef inline int bucket(uint64_t window) noexcept nogil:
    return <int>((window * <uint64_t>0x9E3779B97F4A7C15) >> 52)
