package dev.socketley.engine.protocol.http1;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * The head of a request or response, parsed strictly: a proxy and the server behind it must never
 * read one message in two ways. Refused are bare line feeds, folded fields, blanks before a colon,
 * conflicting or repeated lengths, a length beside an encoding, and encodings other than chunked.
 *
 * <p>An object is used again for the next message of its connection. <b>Thread:</b> the
 * connection's loop. <b>Bounds:</b> the bytes of a head, given to {@link #parse}.
 */
public final class HttpHead {
    /** A request line, or a status line, and the empty one. */
    private static final int OTHER_LINES = 2;
    private static final int KEPT_BYTES_MAX = 2048;
    private static final byte[] NO_BYTES = {};
    private static final int[] NO_OFFSETS = {};
    private static final FieldName[] NO_NAMES = {};

    private final boolean request;
    private final Framing framing = new Framing();
    /** Here and below there is room for the largest head so far, which most often is the only one. */
    private byte[] bytes = NO_BYTES;
    private int length;
    private int scanned;
    private int lines;
    private int fields;
    /** Four offsets a field: line start, name end, value start, value end. */
    private int[] at = NO_OFFSETS;
    private FieldName[] names = NO_NAMES;

    private int methodEnd;
    private int targetFrom;
    private int pathFrom;
    private int pathTo;
    private int targetTo;
    private int authorityFrom;
    private int authorityTo;
    private int status;
    private int statusFrom;
    private int reasonFrom;
    private int reasonTo;
    private boolean http10;
    private int hosts;
    private int fieldsMax;

    private HttpHead(boolean request) {
        this.request = request;
    }

    public static HttpHead ofRequest() {
        return new HttpHead(true);
    }

    public static HttpHead ofResponse() {
        return new HttpHead(false);
    }

    /** A request's head that has been parsed before: {@link #toBytes} of it. */
    static HttpHead ofKnown(byte[] bytes) {
        HttpHead head = ofRequest();
        try {
            head.parse(Unpooled.wrappedBuffer(bytes), bytes.length + 1);
        } catch (ProtocolException e) {
            throw new AssertionError("it was well before", e);
        }
        return head;
    }

    /**
     * Reads a head when all of it is there.
     *
     * @param in       the head is consumed when it is complete, nothing of it otherwise
     * @param bytesMax longest head accepted
     * @return false when more bytes are needed; offer the same ones again, with more behind them
     * @throws ProtocolException when it is none; the connection can only be closed
     */
    public boolean parse(ByteBuf in, int bytesMax) throws ProtocolException {
        return parse(in, bytesMax, Integer.MAX_VALUE);
    }

    /**
     * As {@link #parse(ByteBuf, int)}.
     *
     * @param maxFields most fields accepted
     */
    public boolean parse(ByteBuf in, int bytesMax, int maxFields) throws ProtocolException {
        fieldsMax = maxFields;
        if (scanned == 0 && request && !skipEmptyLines(in)) {
            return false;
        }
        int end = findEnd(in, bytesMax);
        if (end < 0) {
            return false;
        }
        length = end;
        makeRoom();
        scanned = 0;
        lines = 0;
        in.readBytes(bytes, 0, length);
        reset();
        int next = request ? requestLine() : statusLine();
        while (next < length - 2) {
            next = field(next);
        }
        finish();
        return true;
    }

    private void makeRoom() {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        int most = Math.min(lines - OTHER_LINES, fieldsMax);
        if (names.length < most) {
            names = new FieldName[most];
            at = new int[4 * most];
        }
    }

    private boolean skipEmptyLines(ByteBuf in) throws ProtocolException {
        while (in.isReadable() && in.getByte(in.readerIndex()) == '\r') {
            if (in.readableBytes() == 1) {
                return false;
            }
            if (in.getByte(in.readerIndex() + 1) != '\n') {
                throw bad("a line ends with a bare carriage return");
            }
            in.skipBytes(2);
        }
        if (in.isReadable() && !Ascii.isToken(in.getByte(in.readerIndex()))) {
            throw bad("a request begins with a method");
        }
        return in.isReadable();
    }

    /** Length of the head with its empty line, or -1 when that is not there yet. */
    private int findEnd(ByteBuf in, int bytesMax) throws ProtocolException {
        int base = in.readerIndex();
        int limit = Math.min(in.readableBytes(), bytesMax);
        int from = scanned;
        for (;;) {
            int lf = from < limit ? in.indexOf(base + from, base + limit, (byte) '\n') : -1;
            if (lf < 0) {
                scanned = limit;
                if (in.readableBytes() >= bytesMax) {
                    boolean oneLine = in.indexOf(base, base + limit, (byte) '\n') < 0;
                    throw new ProtocolException(request && oneLine ? 414 : 431,
                        "head exceeds head-bytes-max " + bytesMax);
                }
                return -1;
            }
            int line = lf - base;
            if (line == 0 || in.getByte(lf - 1) != '\r') {
                throw bad("a line ends with a bare line feed");
            }
            lines++;
            if (line >= 3 && in.getByte(lf - 2) == '\n') {
                return line + 1;
            }
            from = line + 1;
        }
    }

    private void reset() {
        fields = 0;
        status = 0;
        hosts = 0;
        framing.reset();
        authorityFrom = 0;
        authorityTo = 0;
    }

    // ---- start lines -----------------------------------------------------------------------

    private int requestLine() throws ProtocolException {
        int i = 0;
        while (Ascii.isToken(bytes[i])) {
            i++;
        }
        if (i == 0 || bytes[i] != ' ') {
            throw bad("a request line is a method, a target and a version");
        }
        methodEnd = i;
        targetFrom = i + 1;
        i = targetFrom;
        while ((bytes[i] & 0xff) > ' ' && bytes[i] != 127) {
            i++;
        }
        targetTo = i;
        if (targetTo == targetFrom || bytes[i] != ' ') {
            throw bad("a request line is a method, a target and a version");
        }
        target();
        return version(i + 1, true);
    }

    /** Finds path and query in origin, absolute or asterisk form. */
    private void target() throws ProtocolException {
        pathFrom = targetFrom;
        if (bytes[targetFrom] != '/') {
            absoluteOrOther();
        }
        pathTo = pathFrom;
        while (pathTo < targetTo && bytes[pathTo] != '?') {
            if (bytes[pathTo] == '#') {
                throw bad("a target has no fragment");
            }
            pathTo++;
        }
    }

    private void absoluteOrOther() throws ProtocolException {
        boolean asterisk = targetTo == targetFrom + 1 && bytes[targetFrom] == '*';
        if (asterisk || methodIs("CONNECT")) {
            return;
        }
        if (targetTo - targetFrom < 8 || !Ascii.is(bytes, targetFrom, targetFrom + 7, "http://")) {
            throw bad("a target begins with '/' or is an http URL");
        }
        authorityFrom = targetFrom + 7;
        int i = authorityFrom;
        while (i < targetTo && bytes[i] != '/' && bytes[i] != '?') {
            if (bytes[i] == '@' || bytes[i] == '#') {
                throw bad("a target's authority is a host and a port");
            }
            i++;
        }
        authorityTo = i;
        if (authorityTo == authorityFrom || !Ascii.isAuthority(bytes, authorityFrom, i)) {
            throw bad("a target's authority is a host and a port");
        }
        pathFrom = i;
    }

    private int statusLine() throws ProtocolException {
        int i = version(0, false);
        boolean digits = Ascii.isDigit(bytes[i]) && Ascii.isDigit(bytes[i + 1])
            && Ascii.isDigit(bytes[i + 2]);
        if (!digits || bytes[i] == '0' || bytes[i + 3] != ' ' && bytes[i + 3] != '\r') {
            throw bad("a status is three digits");
        }
        status = (bytes[i] - '0') * 100 + (bytes[i + 1] - '0') * 10 + bytes[i + 2] - '0';
        statusFrom = i;
        reasonFrom = bytes[i + 3] == ' ' ? i + 4 : i + 3;
        reasonTo = lineEnd(reasonFrom);
        return reasonTo + 2;
    }

    /** Reads {@code HTTP/1.x} with the CRLF, or in a response the blank, behind it. */
    private int version(int from, boolean ends) throws ProtocolException {
        boolean known = from + 9 < length && bytes[from] == 'H' && bytes[from + 1] == 'T'
            && bytes[from + 2] == 'T' && bytes[from + 3] == 'P' && bytes[from + 4] == '/'
            && Ascii.isDigit(bytes[from + 5]) && bytes[from + 6] == '.'
            && Ascii.isDigit(bytes[from + 7])
            && bytes[from + 8] == (ends ? '\r' : ' ');
        if (!known || ends && bytes[from + 9] != '\n') {
            throw bad("a version is HTTP/1.0 or HTTP/1.1");
        }
        if (bytes[from + 5] != '1') {
            throw new ProtocolException(505, "a version is HTTP/1.0 or HTTP/1.1");
        }
        http10 = bytes[from + 7] == '0';
        return from + (ends ? 10 : 9);
    }

    // ---- fields ----------------------------------------------------------------------------

    private int field(int from) throws ProtocolException {
        int i = from;
        while (Ascii.isToken(bytes[i])) {
            i++;
        }
        if (i == from || bytes[i] != ':') {
            throw bad("a field is a name, a colon and a value");
        }
        int nameTo = i;
        int end = lineEnd(i + 1);
        int valueFrom = nameTo + 1;
        while (valueFrom < end && Ascii.isBlank(bytes[valueFrom])) {
            valueFrom++;
        }
        int valueTo = end;
        while (valueTo > valueFrom && Ascii.isBlank(bytes[valueTo - 1])) {
            valueTo--;
        }
        add(FieldName.of(bytes, from, nameTo), from, nameTo, valueFrom, valueTo);
        return end + 2;
    }

    /** Position of the CRLF that ends a line; everything before it must be text. */
    private int lineEnd(int from) throws ProtocolException {
        int i = from;
        while (bytes[i] >= ' ' && bytes[i] != 127 || bytes[i] < 0 || bytes[i] == '\t') {
            i++;
        }
        if (bytes[i] != '\r' || bytes[i + 1] != '\n') {
            throw bad("a line holds a control character");
        }
        return i;
    }

    private void add(FieldName name, int from, int nameTo, int valueFrom, int valueTo)
            throws ProtocolException {
        if (fields >= fieldsMax) {
            throw new ProtocolException(431, "fields exceed head-fields-max " + fieldsMax);
        }
        names[fields] = name;
        int i = 4 * fields++;
        at[i] = from;
        at[i + 1] = nameTo;
        at[i + 2] = valueFrom;
        at[i + 3] = valueTo;
        switch (name) {
            case CONTENT_LENGTH -> framing.contentLength(bytes, valueFrom, valueTo);
            case TRANSFER_ENCODING -> framing.transferEncoding(bytes, valueFrom, valueTo);
            case CONNECTION -> framing.connection(bytes, valueFrom, valueTo);
            case HOST -> host(valueFrom, valueTo);
            default -> { }
        }
    }

    /** A name or address, and perhaps a port (RFC 9110, 7.2); whatever is in it may be a key. */
    private void host(int from, int to) throws ProtocolException {
        hosts++;
        if (request && !Ascii.isAuthority(bytes, from, to)) {
            throw bad("a Host is a name or an address, and perhaps a port");
        }
    }

    private void finish() throws ProtocolException {
        framing.check(request && http10);
        if (request && (hosts > 1 || hosts == 0 && !http10)) {
            throw bad("a request has one Host");
        }
        if (framing.nominates()) {
            markHop();
        }
    }

    /** Fields that Connection names are for this hop, unless they frame or route the message. */
    private void markHop() {
        for (int c = 0; c < fields; c++) {
            if (names[c] != FieldName.CONNECTION) {
                continue;
            }
            int i = at[4 * c + 2];
            int to = at[4 * c + 3];
            while (i < to) {
                int end = i;
                while (end < to && bytes[end] != ',' && !Ascii.isBlank(bytes[end])) {
                    end++;
                }
                markHop(i, end - i);
                i = end + 1;
            }
        }
    }

    private void markHop(int from, int nameLength) {
        for (int f = 0; f < fields; f++) {
            int name = at[4 * f];
            if (names[f] == FieldName.OTHER && at[4 * f + 1] - name == nameLength
                    && Ascii.same(bytes, from, name, nameLength)) {
                names[f] = FieldName.HOP;
            }
        }
    }

    private int count(FieldName name) {
        int n = 0;
        for (int f = 0; f < fields; f++) {
            n += names[f] == name ? 1 : 0;
        }
        return n;
    }

    // ---- what was read ---------------------------------------------------------------------

    public boolean methodIs(String method) {
        if (method.length() != methodEnd) {
            return false;
        }
        for (int i = 0; i < methodEnd; i++) {
            if (bytes[i] != method.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether no server of files or scripts can answer it: it asks for a tunnel, or its method is
     * spelled as none is, and would pass what looks for {@code GET}.
     */
    public boolean isUnservable() {
        for (int i = 0; i < methodEnd; i++) {
            if (bytes[i] >= 'a' && bytes[i] <= 'z') {
                return true;
            }
        }
        return methodIs("CONNECT");
    }

    /** Whether sending the request twice has the effect of sending it once, RFC 9110 9.2.2. */
    public boolean isIdempotent() {
        return methodIs("GET") || methodIs("HEAD") || methodIs("OPTIONS") || methodIs("TRACE")
            || methodIs("PUT") || methodIs("DELETE");
    }

    /** Path without query, each byte a character. Empty in some URLs. */
    String latinPath() {
        return latin(pathFrom, pathTo);
    }

    /** Query without its question mark, each byte a character. */
    String latinQuery() {
        return latin(Math.min(pathTo + 1, targetTo), targetTo);
    }

    /** Name as it came. */
    String latinName(int field) {
        return latin(at[4 * field], at[4 * field + 1]);
    }

    /** Value without the blanks around it, each byte a character. */
    String latinValue(int field) {
        return latin(at[4 * field + 2], at[4 * field + 3]);
    }

    /** Whether a field has that name, whatever its case. */
    boolean nameIs(int field, String name) {
        int from = at[4 * field];
        if (at[4 * field + 1] - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (Ascii.lower(bytes[from + i]) != Ascii.lower((byte) name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private String latin(int from, int to) {
        return from == to ? "" : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    public String method() {
        return (String) Ascii.text(bytes, 0, methodEnd);
    }

    /** Path without query, a String, or bytes when it is not ASCII. Empty in some URLs. */
    public Object path() {
        return Ascii.text(bytes, pathFrom, pathTo);
    }

    /** Query without its question mark, in the shapes of {@link #path}. */
    public Object query() {
        return Ascii.text(bytes, Math.min(pathTo + 1, targetTo), targetTo);
    }

    /**
     * Takes {@code prefix} off the path.
     *
     * @param prefix begins with a slash and does not end with one
     * @return false when the path is not below it; nothing is changed then
     */
    public boolean stripPrefix(byte[] prefix) {
        int after = pathFrom + prefix.length;
        boolean below = pathTo - pathFrom >= prefix.length
            && (after == pathTo || bytes[after] == '/')
            && Arrays.equals(bytes, pathFrom, after, prefix, 0, prefix.length);
        if (below) {
            pathFrom = after;
        }
        return below;
    }

    /** Of a response; 0 in a request. */
    public int status() {
        return status;
    }

    public boolean isHttp10() {
        return http10;
    }

    /** Whether the sender keeps the connection open behind this message. */
    public boolean keepsAlive() {
        return framing.keepsAlive(http10);
    }

    /** Whether it asks for, or grants, a WebSocket on this connection. */
    public boolean upgradesToWebSocket() {
        if (!framing.upgrades() || http10) {
            return false;
        }
        for (int f = 0; f < fields; f++) {
            if (names[f] == FieldName.UPGRADE
                    && Ascii.is(bytes, at[4 * f + 2], at[4 * f + 3], "websocket")) {
                return true;
            }
        }
        return false;
    }

    public boolean isChunked() {
        return framing.isChunked();
    }

    /** Bytes of the body, or -1 when no length is given. */
    public long contentLength() {
        return framing.contentLength();
    }

    public boolean has(FieldName name) {
        return count(name) > 0;
    }

    public int fieldCount() {
        return fields;
    }

    public FieldName fieldName(int field) {
        return names[field];
    }

    /** Name in lower case. */
    public String lowerName(int field) {
        byte[] lower = Arrays.copyOfRange(bytes, at[4 * field], at[4 * field + 1]);
        for (int i = 0; i < lower.length; i++) {
            lower[i] = (byte) Ascii.lower(lower[i]);
        }
        return (String) Ascii.text(lower, 0, lower.length);
    }

    /** Value without the blanks around it, a String, or bytes when it is not ASCII. */
    public Object value(int field) {
        return Ascii.text(bytes, at[4 * field + 2], at[4 * field + 3]);
    }

    /** Whether it takes more memory than a connection that waits should hold. */
    boolean isLarge() {
        return bytes.length > KEPT_BYTES_MAX;
    }

    /** The head as it came, with its empty line. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    // ---- writing it on ---------------------------------------------------------------------

    /** Writes method and a blank, path and query. */
    public void writeMethodAndTarget(ByteBuf to) {
        to.writeBytes(bytes, 0, methodEnd).writeByte(' ');
        boolean asterisk = pathFrom < targetTo && bytes[pathFrom] == '*';
        if (!asterisk && (pathFrom == pathTo || bytes[pathFrom] != '/')) {
            to.writeByte('/');
        }
        to.writeBytes(bytes, pathFrom, targetTo - pathFrom);
    }

    /** Writes the status and its reason. */
    public void writeStatus(ByteBuf to) {
        to.writeBytes(bytes, statusFrom, 3);
        to.writeByte(' ').writeBytes(bytes, reasonFrom, reasonTo - reasonFrom);
    }

    /** Writes the authority of an absolute target; false when it has none. */
    public boolean writeAuthority(ByteBuf to) {
        to.writeBytes(bytes, authorityFrom, authorityTo - authorityFrom);
        return authorityTo > authorityFrom;
    }

    /** Writes the value of a field. */
    public void writeValue(int field, ByteBuf to) {
        to.writeBytes(bytes, at[4 * field + 2], at[4 * field + 3] - at[4 * field + 2]);
    }

    /** Writes the lines of {@code kept} fields, neighbours in one go. */
    public void writeFields(ByteBuf to, Set<FieldName> kept) {
        int runFrom = -1;
        for (int f = 0; f < fields; f++) {
            boolean keep = kept.contains(names[f]);
            if (keep && runFrom < 0) {
                runFrom = at[4 * f];
            } else if (!keep && runFrom >= 0) {
                to.writeBytes(bytes, runFrom, at[4 * f] - runFrom);
                runFrom = -1;
            }
        }
        if (runFrom >= 0) {
            to.writeBytes(bytes, runFrom, length - 2 - runFrom);
        }
    }

    static ProtocolException bad(String message) {
        return new ProtocolException(400, message);
    }
}
