package dev.socketley.spec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One conversation of a file of bytes, against the script of the same name:
 *
 * <pre>
 * title   what it shows         tags  line
 * to      chat                  the runtime to connect to; a new connection
 * accept                        waits for the script's client to connect to the test instead
 * send    hello                 the text and a line feed
 * raw     GET / HTTP/1.1\r\n    exactly these bytes; \r \n \t \\ and \xHH are escapes
 * expect  hello                 the next line, without line feed and carriage return
 * match   HTTP/1.1 404 .*       the next line matches
 * bytes   \x81\x02hi            exactly these bytes come next
 * head    200                   a response head of that status comes next
 * field   content-length: 5     which had this field
 * splits  a\r\nb\n              for each place to cut it, on a new connection: both parts are sent
 *                               apart, then all that follows up to 'end' is done
 * close                         closes the connection
 * closed                        the other side closes, after nothing more
 * closes                        the other side closes, whatever comes before
 * </pre>
 */
record Conversation(Path file, int line, String title, List<Step> steps) {
    /** One line: its verb and what follows. */
    record Step(int line, String verb, String rest) {
        /** The rest with its escapes made bytes. */
        byte[] raw() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] text = rest.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < text.length; i++) {
                if (text[i] != '\\') {
                    out.write(text[i]);
                } else if (text[i + 1] == 'x') {
                    String hex = new String(text, i + 2, 2, StandardCharsets.US_ASCII);
                    out.write(Integer.parseInt(hex, 16));
                    i += 3;
                } else {
                    int at = "rnt\\".indexOf(text[i + 1]);
                    if (at < 0) {
                        throw new IOException("line " + line + ": no such escape");
                    }
                    out.write("\r\n\t\\".charAt(at));
                    i++;
                }
            }
            return out.toByteArray();
        }
    }

    static List<Conversation> read(Path file) throws IOException {
        List<Conversation> out = new ArrayList<>();
        int number = 0;
        for (String text : Files.readAllLines(file)) {
            number++;
            if (text.isBlank() || text.startsWith("#")) {
                continue;
            }
            String[] words = text.split("\\s+", 2);
            String rest = words.length == 1 ? "" : words[1];
            if (words[0].equals("title")) {
                String title = rest.replaceAll("\\s+tags .*", "");
                out.add(new Conversation(file, number, title, new ArrayList<>()));
            } else {
                out.getLast().steps.add(new Step(number, words[0], rest));
            }
        }
        return out;
    }
}
