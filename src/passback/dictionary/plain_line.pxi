# A line of a log in the forms that are searched, and where in one a place of another is. Part of at_once.pyx.

DEF LINE = 1024
DEF ALIKE = 512


# Entities that logs are full of, and what they mean.
DEF ENTITIES = 9
cdef const char* entity[ENTITIES]
entity[:] = [b"&quot;", b"&amp;", b"&nbsp;", b"&#34;", b"&#39;", b"&#x27;", b"&lt;", b"&gt;", b"&apos;"]
cdef uint8_t entity_meant[ENTITIES]
entity_meant[:] = [0x22, 0x26, 0x20, 0x22, 0x27, 0x27, 0x3C, 0x3E, 0x27]
cdef int entity_size[ENTITIES]
entity_size[:] = [6, 5, 6, 5, 5, 6, 4, 4, 6]


cdef struct Lookalike:
    # A character that is read as up to three others; `size` -1: as a line break.
    uint32_t point
    int size
    uint8_t meant[3]


# What a byte has to be looked at for. READ: more closely. MAY_ESCAPE: begins an escape, or is itself.
DEF PLAIN = 0
DEF REFUSED = 1
DEF READ = 2
DEF MAY_ESCAPE = 4
# All that reading asks of a byte, at once: its searching form, whether it has one, what it has to be looked at
# for, and whether it is a blank, of which two are looked at more closely.
DEF BLANK = 1 << 10
cdef uint32_t read_of[256]

# The searching form of a byte, 0 where it is dropped; the same made coarse; with one sign for numbers; as a
# keyboard has it.
cdef uint8_t folded_of[256]
cdef uint8_t coarse_of[256]
cdef uint8_t other_number_of[256]
cdef uint8_t typed_of[256]
cdef uint8_t look_at[256]
cdef Lookalike lookalikes[ALIKE]
cdef int lookalike_count = 0


cdef void _tables():
    global lookalike_count
    cdef int byte
    cdef Lookalike* one
    for byte in range(256):
        folded_of[byte] = 0 if byte in DROPPED else FOLD[byte]
        coarse_of[byte] = ONE_SIGN[byte]
        other_number_of[byte] = OTHER_NUMBERS[byte]
        typed_of[byte] = ord(LOOKALIKES.get(chr(byte), chr(byte))) if byte < 0x80 else byte
        # Not printable; not ASCII, or maybe an escape.
        look_at[byte] = PLAIN
        if byte in b"&%":
            look_at[byte] = MAY_ESCAPE
        elif byte >= 0x80 or byte in b"\t\\" or typed_of[byte] != byte:
            look_at[byte] = READ
        elif byte < 0x20 or byte == 0x7F:
            look_at[byte] = REFUSED
        read_of[byte] = folded_of[byte] | (folded_of[byte] != 0) << 8 | (byte == 0x20) << 10
        read_of[byte] |= look_at[byte] << 11
    for character in sorted(LOOKALIKES):
        meant = LOOKALIKES[character].encode("ascii")
        one = &lookalikes[lookalike_count]
        one.point, one.size = ord(character), -1 if meant == b"\n" else len(meant)
        for byte in range(len(meant)):
            one.meant[byte] = meant[byte]
        lookalike_count += 1


_tables()


cdef struct Line:
    # A line as `readable` has it, and folded. Once it is `placed`: `places[i]` is where folded byte i stands.
    const uint8_t* text
    int size
    uint8_t fold[LINE + 1]
    int folded
    uint16_t places[LINE + 1]
    # Where the text lies if it is not as it came.
    uint8_t own[LINE]


cdef inline int find(const uint8_t* text, int start, int end, const uint8_t* words, int size) noexcept nogil:
    """The first place of the words between two places, or -1."""
    cdef int at
    cdef uint32_t first, here
    if size < 4:
        for at in range(start, end - size + 1):
            if text[at] == words[0] and memcmp(text + at, words, size) == 0:
                return at
        return -1
    memcpy(&first, words, 4)
    for at in range(start, end - size + 1):
        memcpy(&here, text + at, 4)
        if here == first and memcmp(text + at, words, size) == 0:
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
    """One more byte of a line that lies apart; False if it is not plain. White space is one blank."""
    cdef int at = line.size
    byte = 0x20 if byte == 0x09 else typed_of[byte]
    if byte == 0x20 and (at == 0 or line.own[at - 1] == 0x20):
        return True
    if look_at[byte] == REFUSED:
        return False
    line.own[at] = byte
    line.fold[line.folded] = folded_of[byte]
    line.folded += folded_of[byte] != 0
    line.size = at + 1
    return True


cdef bint escapes(const uint8_t* raw, Py_ssize_t size) noexcept nogil:
    """Whether an ampersand or a percent sign of a line may begin an escape."""
    cdef int at
    for at in range(<int>size):
        if raw[at] == 0x26 and at + 1 < size and raw[at + 1] != 0x20:
            return True
        if raw[at] == 0x25 and at + 2 < size and is_hex(raw[at + 1]) and is_hex(raw[at + 2]):
            return True
    return False


cdef bint all_or_no_percents(const uint8_t* raw, Py_ssize_t size) noexcept nogil:
    """Whether percent signs begin escapes, as in an address: three of them do; fewer are none.

    A plus would be a blank there.
    """
    cdef int number, count = 0
    cdef bint plus = False
    for number in range(<int>size):
        plus |= raw[number] == 0x2B
        count += raw[number] == 0x25 and number + 2 < size and is_hex(raw[number + 1]) and is_hex(raw[number + 2])
    return count == 0 or (count >= 3 and not plus)


cdef bint add_point(Line* line, uint32_t point) noexcept nogil:
    """One more character that is not ASCII, or what it is read as; False if the line is not plain."""
    cdef const Lookalike* alike = lookalike(point)
    cdef int number
    # Controls, U+0085 among them, which breaks lines.
    if point < 0xA0:
        return False
    if alike != NULL:
        if alike.size < 0:
            return False
        for number in range(alike.size):
            if not add(line, alike.meant[number]):
                return False
        return True
    if point >= 0x10000:
        add(line, 0xF0 | point >> 18)
        add(line, 0x80 | (point >> 12 & 0x3F))
    elif point >= 0x800:
        add(line, 0xE0 | point >> 12)
    if point >= 0x800:
        add(line, 0x80 | (point >> 6 & 0x3F))
    else:
        add(line, 0xC0 | point >> 6)
    add(line, 0x80 | (point & 0x3F))
    return True


cdef int unescaped(const uint8_t* raw, Py_ssize_t size, uint32_t* meant) noexcept nogil:
    """How many bytes an escape takes, and which character it means; 0: none that is resolved here.

    A sign that begins no escape means itself. What is resolved may not begin another escape, but for the two
    of an escape that was escaped.
    """
    cdef int number, long, slashes = 1
    meant[0] = raw[0]
    if raw[0] == 0x25:
        if size < 3 or not is_hex(raw[1]) or not is_hex(raw[2]):
            return 1
        meant[0] = hex_of(raw[1]) * 16 + hex_of(raw[2])
        # Not ASCII, or what may begin another escape.
        return 0 if meant[0] >= 0x80 or meant[0] == 0x26 or meant[0] == 0x25 or meant[0] == 0x5C else 3
    if raw[0] == 0x5C:
        while slashes < size and raw[slashes] == 0x5C:
            slashes += 1
        if slashes == size:
            return 0
        if slashes == 1 and (raw[1] == 0x27 or raw[1] == 0x2F or raw[1] == 0x74):
            meant[0] = 0x20 if raw[1] == 0x74 else raw[1]
            return 2
        if (slashes == 1 or slashes == 3) and raw[slashes] == 0x22:
            meant[0] = 0x22
            return slashes + 1
        if slashes < 3 and raw[slashes] == 0x75 and size > slashes + 4:
            meant[0] = 0
            for number in range(slashes + 1, slashes + 5):
                if not is_hex(raw[number]):
                    return 0
                meant[0] = meant[0] * 16 + hex_of(raw[number])
            # Half of a pair, or what may begin another escape.
            return slashes + 5 if meant[0] >= 0xA0 and not 0xD800 <= meant[0] < 0xE000 else 0
        return 0
    if size < 2 or raw[1] == 0x20:
        return 1
    long = entity_at(raw, size, 0, meant)
    if long and meant[0] == 0x26 and size > long and raw[long] != 0x20:
        number = entity_at(raw + long, size - long, 1, meant)
        return long + number if number and meant[0] != 0x26 else 0
    return long


cdef int entity_at(const uint8_t* raw, Py_ssize_t size, int begun, uint32_t* meant) noexcept nogil:
    """How many bytes an entity takes whose first `begun` are there already; 0: none."""
    cdef int number, long
    for number in range(ENTITIES):
        long = entity_size[number] - begun
        if size >= long and memcmp(raw, entity[number] + begun, long) == 0:
            meant[0] = entity_meant[number]
            return long
    return 0


cdef inline uint32_t hex_of(uint8_t byte) noexcept nogil:
    return byte - 0x30 if byte <= 0x39 else (byte & 0x5F) - 0x37


cdef inline bint is_hex(uint8_t byte) noexcept nogil:
    return 0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x46 or 0x61 <= byte <= 0x66


cdef bint read(Line* line, const uint8_t* raw, Py_ssize_t size, bint readable) noexcept nogil:
    """Fill in a line; False if it is not plain. `readable`: its escapes are resolved, what is left is none."""
    cdef int at, kept = 0
    cdef uint32_t of, look = 0, last = BLANK
    cdef uint8_t* fold = line.fold
    for at in range(<int>size):
        of = read_of[raw[at]]
        look |= of | (of & last & BLANK) << 2
        last = of
        fold[kept] = <uint8_t>of
        kept += (of >> 8) & 1
    last &= BLANK
    look = (look >> 11) & 7
    if look & REFUSED or size == 0:
        return False
    if not last and (look == PLAIN or (look == MAY_ESCAPE and not escapes(raw, size))):
        line.text, line.size, line.folded = raw, size, kept
        return True
    return read_closely(line, raw, size, readable)


cdef bint read_closely(Line* line, const uint8_t* raw, Py_ssize_t size, bint readable) noexcept nogil:
    """Fill in a line that has more than ASCII, or what may be an escape; False if it is not plain."""
    cdef Py_ssize_t at = 0
    cdef int number, taken
    cdef uint8_t byte
    cdef uint32_t point
    line.size = line.folded = 0
    line.text = line.own
    if not readable and not all_or_no_percents(raw, size):
        return False
    while at < size:
        byte, point, taken = raw[at], raw[at], 1
        if look_at[byte] == PLAIN and byte != 0x20:
            line.own[line.size] = byte
            line.fold[line.folded] = folded_of[byte]
            line.folded += folded_of[byte] != 0
            line.size += 1
            at += 1
            continue
        if byte == 0x26 or byte == 0x25 or byte == 0x5C:
            taken = unescaped(raw + at, size - at, &point)
            if taken == 0 or (readable and taken > 1):
                return False
        elif byte >= 0xF0:
            taken, point = 4, byte & 0x07
        elif byte >= 0xE0:
            taken, point = 3, byte & 0x0F
        elif byte >= 0xC0:
            taken, point = 2, byte & 0x1F
        if byte >= 0x80:
            for number in range(1, taken):
                point = (point << 6) | (raw[at + number] & 0x3F)
        at += taken
        if not (add(line, <uint8_t>point) if point < 0x80 else add_point(line, point)):
            return False
    if line.size and line.own[line.size - 1] == 0x20:
        line.size -= 1
    return line.size > 0


cdef void place(Line* line) noexcept nogil:
    """Fill in what is wanted only where there may be a message."""
    cdef int at, kept = 0
    for at in range(line.size):
        line.places[kept] = at
        kept += folded_of[line.text[at]] != 0
