# A line of a log in the three forms that are searched, and where in one a place of another is. Part of at_once.pyx.

DEF LINE = 1024
DEF ALIKE = 512


cdef struct Lookalike:
    # A character that is read as up to three others; `size` -1: as a line break.
    uint32_t point
    int size
    uint8_t meant[3]


cdef uint8_t typed_of[256]
cdef uint8_t folded_of[256]
cdef uint8_t coarse_of[256]
cdef uint8_t small_of[256]
cdef bint is_odd[256]
cdef Lookalike lookalikes[ALIKE]
cdef int lookalike_count = 0


cdef void _tables():
    global lookalike_count
    cdef int byte
    cdef Lookalike* one
    for byte in range(256):
        typed_of[byte] = ord(LOOKALIKES.get(chr(byte), chr(byte))) if byte < 0x80 else byte
        # 0: dropped.
        folded_of[byte] = 0 if byte in DROPPED else FOLD[byte]
        coarse_of[byte] = ONE_SIGN[byte]
        small_of[byte] = byte + 32 if 65 <= byte <= 90 else byte
        # Not printable, or the beginning of an escape.
        is_odd[byte] = byte < 0x20 or byte in b"\x7F\\"
    for character in sorted(LOOKALIKES):
        meant = LOOKALIKES[character].encode("ascii")
        one = &lookalikes[lookalike_count]
        one.point, one.size = ord(character), -1 if meant == b"\n" else len(meant)
        for byte in range(len(meant)):
            one.meant[byte] = meant[byte]
        lookalike_count += 1


_tables()


cdef struct Line:
    # A line as `readable` has it, in small letters, and folded; `before[i]`: how many folded bytes come before
    # its byte i.
    uint8_t text[LINE]
    int size
    uint8_t small[LINE]
    uint8_t fold[LINE]
    uint16_t before[LINE + 1]
    int folded


cdef inline int find(const uint8_t* text, int start, int end, const uint8_t* words, int size) noexcept nogil:
    """The first place of the words between two places, or -1."""
    cdef int at
    cdef uint8_t first = words[0], last = words[size - 1]
    for at in range(start, end - size + 1):
        if text[at] == first and text[at + size - 1] == last and memcmp(text + at, words, size) == 0:
            return at
    return -1


cdef inline int rfind(const uint8_t* text, int start, int end, const uint8_t* words, int size) noexcept nogil:
    cdef int at
    for at in range(end - size, start - 1, -1):
        if text[at] == words[0] and memcmp(text + at, words, size) == 0:
            return at
    return -1


cdef const Lookalike* lookalike(uint32_t point) noexcept nogil:
    cdef int low = 0, high = lookalike_count, middle
    while low < high:
        middle = (low + high) // 2
        if lookalikes[middle].point < point:
            low = middle + 1
        else:
            high = middle
    return &lookalikes[low] if low < lookalike_count and lookalikes[low].point == point else NULL


cdef inline bint add(Line* line, uint8_t byte) noexcept nogil:
    """One more byte of a line; False if it is not plain."""
    cdef int at = line.size
    cdef uint8_t form
    byte = typed_of[byte]
    form = folded_of[byte]
    if is_odd[byte] or (byte == 0x20 and (at == 0 or line.text[at - 1] == 0x20)):
        return False
    line.text[at] = byte
    line.small[at] = small_of[byte]
    line.before[at] = line.folded
    line.fold[line.folded] = form
    line.folded += form != 0
    line.size = at + 1
    return True


cdef inline bint begins_escape(const uint8_t* raw, Py_ssize_t size) noexcept nogil:
    """Whether an ampersand or a percent sign may begin an escape, and is not one by itself."""
    if raw[0] == 0x26:
        return size > 1 and raw[1] != 0x20
    return size > 2 and is_hex(raw[1]) and is_hex(raw[2])


cdef inline bint is_hex(uint8_t byte) noexcept nogil:
    return 0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x46 or 0x61 <= byte <= 0x66


cdef bint read(Line* line, const uint8_t* raw, Py_ssize_t size) noexcept nogil:
    """Fill in a line; False if it is not plain."""
    cdef Py_ssize_t at = 0
    cdef int more, number
    cdef uint8_t byte
    cdef uint32_t point
    cdef const Lookalike* alike
    line.size = line.folded = 0
    while at < size:
        byte = raw[at]
        if byte < 0x80:
            if (byte == 0x26 or byte == 0x25) and begins_escape(raw + at, size - at):
                return False
            if not add(line, byte):
                return False
            at += 1
            continue
        if byte >= 0xF0:
            more, point = 4, byte & 0x07
        elif byte >= 0xE0:
            more, point = 3, byte & 0x0F
        else:
            more, point = 2, byte & 0x1F
        for number in range(1, more):
            point = (point << 6) | (raw[at + number] & 0x3F)
        # Controls, U+0085 among them, which breaks lines.
        if point < 0xA0:
            return False
        alike = lookalike(point)
        if alike == NULL:
            for number in range(more):
                add(line, raw[at + number])
        else:
            if alike.size < 0:
                return False
            for number in range(alike.size):
                if not add(line, alike.meant[number]):
                    return False
        at += more
    line.before[line.size] = line.folded
    return line.size > 0 and line.text[line.size - 1] != 0x20
