package dev.socketley.engine.cache;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.protocol.resp.RespDecoder;
import dev.socketley.engine.protocol.resp.RespLimits;
import dev.socketley.engine.protocol.resp.RespWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A conversation with a cache, over several connections. */
abstract class Talk implements Closeable {
    private boolean text;

    void encodeAsText(boolean asText) {
        text = asText;
    }

    /** What stands between two replies as transcripts show them. */
    String separator() {
        return text ? "\\n" : " ";
    }

    /** Sends one command: as an array of its words, or as a line in the text protocol. */
    void send(String line) throws IOException {
        if (text) {
            sendBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
            return;
        }
        byte[] inline = (line + "\n").getBytes(StandardCharsets.UTF_8);
        RespDecoder decoder = new RespDecoder(RespLimits.DEFAULT);
        try {
            decoder.next(inline, 0, inline.length);
        } catch (ProtocolException e) {
            throw new IOException(e);
        }
        Args words = decoder.args();
        RespWriter writer = new RespWriter();
        writer.array(words.count());
        for (int i = 0; i < words.count(); i++) {
            writer.bulk(words.copy(i));
        }
        sendBytes(Arrays.copyOf(writer.bytes(), writer.length()));
    }

    /** Sends bytes as they are, with {@code \r} and {@code \n} for line ends. */
    void raw(String escaped) throws IOException {
        sendBytes(escaped.replace("\\r", "\r").replace("\\n", "\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Received bytes as transcripts show them: line ends as spaces, or as \\n in text; $0 bare. */
    String shown(byte[] received) {
        String all = new String(received, StandardCharsets.ISO_8859_1);
        String shown = text ? all.replace("\n", "\\n")
            : all.replace("$0\r\n\r\n", "$0\r\n").replace("\r\n", " ");
        if (!text) {
            return shown.stripTrailing();
        }
        return shown.endsWith("\\n") ? shown.substring(0, shown.length() - 2) : shown;
    }

    abstract void sendBytes(byte[] bytes) throws IOException;

    /**
     * What the present connection received since the last time.
     *
     * @param length shown length to wait for where waiting is needed
     */
    abstract String received(int length) throws IOException;

    /** As {@link #received}, waiting until it matches where waiting is needed. */
    String matching(String pattern) throws IOException {
        return received(-1);
    }

    abstract void client(String name) throws IOException;

    abstract void advance(String time);

    abstract void password(String word);

    abstract void mode(String word);

    abstract boolean isClosed() throws IOException;
}
