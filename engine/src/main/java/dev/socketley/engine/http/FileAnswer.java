package dev.socketley.engine.http;

import dev.socketley.engine.protocol.http.ByteRanges;
import dev.socketley.engine.protocol.http.ByteRanges.Range;
import dev.socketley.engine.protocol.http.Conditions;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.http.HttpRequest;
import dev.socketley.engine.protocol.http.HttpResponse;
import dev.socketley.engine.protocol.http.MediaTypes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a request for a file gets. <b>Thread:</b> any.
 *
 * @param head    with its length set
 * @param content bytes to send from memory, or null for those of {@code file}
 * @param file    whose bytes are sent when they are not in memory
 * @param parts   what is sent, one behind the other; empty for a head alone
 */
record FileAnswer(HttpResponse head, ByteBuffer content, SiteFile file, List<Part> parts) {
    /**
     * A piece of a file and what goes before it.
     *
     * @param before bytes that are not the file's
     */
    record Part(byte[] before, long from, long length) {}

    private static final int RANGES_MAX = 16;
    private static final String BOUNDARY = "socketley-part-3f6a9d";
    private static final byte[] NOTHING = {};
    private static final SiteSettings AS_IT_IS =
        new SiteSettings(null, "", "", false, 0, 0, false, false, true, 0, 0);
    private static final byte[] BYTES = {'b', 'y', 't', 'e', 's'};

    /** Answers GET or HEAD for what was found; null when there is nothing. */
    static FileAnswer of(HttpRequest request, Site.Found found, SiteSettings settings) {
        if (found.slashMissing()) {
            String query = request.query().isEmpty() ? "" : "?" + request.query();
            return whole(HttpResponse.plain(301).field("Location", request.path() + "/" + query));
        }
        SiteFile file = found.file();
        if (file == null) {
            return null;
        }
        boolean known = request.method().equals("GET") || request.method().equals("HEAD");
        if (!known) {
            return whole(HttpResponse.plain(405).field("Allow", "GET, HEAD"));
        }
        return new Choice(request, file, settings).answer();
    }

    /**
     * Answers with a file that a script names. A status other than 200 is an answer of its own: it
     * has no parts and asks for no conditions.
     *
     * @param wanted status and fields of the script, which go before the file's own
     */
    static FileAnswer of(HttpRequest request, SiteFile file, HttpResponse wanted) {
        Choice choice = new Choice(request, file, AS_IT_IS);
        boolean usual = wanted.status() == 200
            && (request.method().equals("GET") || request.method().equals("HEAD"));
        FileAnswer made = usual ? choice.answer() : choice.asItIs();
        int status = usual ? made.head.status() : wanted.status();
        HttpResponse head = new HttpResponse(status, made.head.body()).length(made.head.length());
        Set<String> said = new HashSet<>();
        copy(wanted, head, said, Set.of());
        copy(made.head, head, new HashSet<>(), said);
        return new FileAnswer(head, made.content, made.file, made.parts);
    }

    private static void copy(HttpResponse from, HttpResponse to, Set<String> names,
            Set<String> except) {
        for (int i = 0; i < from.fields().size(); i += 2) {
            String name = new String(from.fields().get(i), StandardCharsets.ISO_8859_1);
            if (!except.contains(name.toLowerCase(Locale.ROOT))) {
                to.field(name, from.fields().get(i + 1));
                names.add(name.toLowerCase(Locale.ROOT));
            }
        }
    }

    private static FileAnswer whole(HttpResponse response) {
        return new FileAnswer(response, null, null, List.of());
    }

    /** The file in the coding that the request asks for, and what of it. */
    private record Choice(HttpRequest request, SiteFile file, SiteSettings settings) {
        FileAnswer answer() {
            HttpFields headers = request.headers();
            String range = request.method().equals("GET") ? headers.first("range") : null;
            String accepted = range == null ? headers.joined("accept-encoding") : null;
            SiteFile packed = file.packed();
            boolean usesPacked = packed != null && Conditions.accepts(accepted, file.coding());
            boolean usesGzip = !usesPacked && file.gzip() != null
                && Conditions.accepts(accepted, "gzip");
            String coding = usesPacked ? file.coding() : usesGzip ? "gzip" : null;
            String etag = file.etag(coding == null ? "" : "-" + coding);
            return switch (Conditions.of(headers, etag, file.modified())) {
                case FAILED -> whole(HttpResponse.plain(412));
                case NOT_MODIFIED -> whole(described(304, etag, coding));
                case SERVE -> {
                    if (range != null && Conditions.rangeCounts(headers, etag, file.modified())) {
                        FileAnswer partial = partial(range, etag);
                        if (partial != null) {
                            yield partial;
                        }
                    }
                    yield usesPacked ? all(packed.content(), packed, packed.bytes(), etag, coding)
                        : usesGzip ? all(file.gzip(), null, file.gzip().remaining(), etag, coding)
                        : all(file.content(), file, file.size(), etag, null);
                }
            };
        }

        FileAnswer asItIs() {
            return all(file.content(), file, file.size(), file.etag(""), null);
        }

        private FileAnswer all(ByteBuffer content, SiteFile from, long length, String etag,
                String coding) {
            HttpResponse head = described(200, etag, coding)
                .field("Content-Type", file.type()).field("Accept-Ranges", BYTES).length(length);
            return new FileAnswer(head, content, from, List.of(new Part(NOTHING, 0, length)));
        }

        private HttpResponse described(int status, String etag, String coding) {
            HttpResponse head = new HttpResponse(status).field("ETag", etag)
                .field("Last-Modified", file.date());
            if (coding != null) {
                head.field("Content-Encoding", coding);
            }
            if (settings.gzip() && MediaTypes.isText(file.type())) {
                head.field("Vary", "Accept-Encoding");
            }
            if (settings.maxAge() > 0) {
                head.field("Cache-Control", "max-age=" + settings.maxAge());
            }
            return head;
        }

        /** Null when the field is to be ignored. */
        private FileAnswer partial(String field, String etag) {
            long size = file.size();
            List<Range> ranges = ByteRanges.parse(field, size, RANGES_MAX);
            if (ranges == null) {
                return null;
            }
            if (ranges.isEmpty()) {
                return whole(HttpResponse.plain(416).field("Content-Range", "bytes */" + size));
            }
            HttpResponse head = described(206, etag, null);
            List<Part> parts = new ArrayList<>();
            if (ranges.size() == 1) {
                Range only = ranges.getFirst();
                head.field("Content-Type", file.type()).field("Content-Range", range(only, size));
                parts.add(new Part(NOTHING, only.from(), only.length()));
            } else {
                head.field("Content-Type", "multipart/byteranges; boundary=" + BOUNDARY);
                for (Range each : ranges) {
                    parts.add(new Part(("\r\n--" + BOUNDARY + "\r\nContent-Type: " + file.type()
                        + "\r\nContent-Range: " + range(each, size) + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1), each.from(), each.length()));
                }
                parts.add(new Part(("\r\n--" + BOUNDARY + "--\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1), 0, 0));
            }
            head.length(parts.stream().mapToLong(p -> p.before().length + p.length()).sum());
            return new FileAnswer(head, file.content(), file, parts);
        }

        private static String range(Range range, long size) {
            return "bytes " + range.from() + "-" + range.to() + "/" + size;
        }
    }
}
