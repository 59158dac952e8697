package dev.socketley.engine.log;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.Places;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * What a runtime records from its start to its stop: each message that it receives, on the terminal
 * and in a file, and what the log says of it, in another file.
 *
 * <p><b>Thread:</b> any. <b>Owns:</b> the files. <b>Bounds:</b> {@link Settings#bytesMax}.
 */
public final class Recording {
    /** Of the mode of a file, see inode(7). */
    private static final int FILE_TYPE = 0170000;
    private static final int NAMED_PIPE = 0010000;

    /** Of a runtime that records nothing. */
    public static final Recording NONE = new Recording(new Settings("", "off", "", "", "", 0));

    private final Settings settings;
    private final List<OutputStream> files = new ArrayList<>(3);
    private LineWriter shown;
    private LineWriter messages;
    private LineWriter events;
    private LineWriter requests;
    private Runnable unlisten = () -> { };

    /**
     * What a runtime records, and where.
     *
     * @param runtime  its name
     * @param show     {@code off}, or how messages are shown: with p the name, with t the time
     * @param messages path of a file, or empty
     * @param events   path of a file, or empty
     * @param requests path of a file, or empty
     * @param bytesMax what may wait for each of them
     */
    public record Settings(String runtime, String show, String messages, String events,
            String requests, int bytesMax) {
        public boolean isEmpty() {
            return show.equals("off") && messages.isEmpty() && events.isEmpty()
                && requests.isEmpty();
        }

        boolean shows(char what) {
            return !show.equals("on") && show.indexOf(what) >= 0;
        }
    }

    private Recording(Settings settings) {
        this.settings = settings;
    }

    /**
     * Opens the files. It blocks: not for a loop.
     *
     * @param terminal null where there is none, and then nothing is shown
     * @throws EngineException EIO, EACCES: naming option and file
     */
    public static Recording open(Settings settings, LineOutput terminal) {
        Recording made = new Recording(settings);
        try {
            if (!settings.show().equals("off") && terminal != null) {
                made.shown = made.writer("bash", "standard output", terminal.stream());
            }
            if (!settings.messages().isEmpty()) {
                made.messages = made.file("write", settings.messages());
            }
            if (!settings.events().isEmpty()) {
                made.events = made.file("log", settings.events());
                made.unlisten = Log.listen(made::event);
            }
            if (!settings.requests().isEmpty()) {
                made.requests = made.file("access_log", settings.requests());
            }
            return made;
        } catch (EngineException e) {
            made.close();
            throw e;
        }
    }

    private LineWriter file(String option, String path) {
        Places.check(option, Path.of(path));
        try {
            if (isPipe(Path.of(path))) {
                throw new EngineException(ErrorCode.EIO, option + ": " + path
                    + ": a file expected, got a named pipe, which would wait for its reader");
            }
            OutputStream file = new LineFile(Path.of(path));
            files.add(file);
            return writer(option, path, file);
        } catch (AccessDeniedException e) {
            throw new EngineException(ErrorCode.EACCES,
                option + ": " + path + ": permission denied", e);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO, option + ": " + path + ": " + e.getMessage(), e);
        }
    }

    private static boolean isPipe(Path file) throws IOException {
        return Files.exists(file)
            && ((int) Files.getAttribute(file, "unix:mode") & FILE_TYPE) == NAMED_PIPE;
    }

    private LineWriter writer(String option, String name, OutputStream to) {
        return new LineWriter(new LineWriter.Place(settings.runtime(), option, name), to,
            settings.bytesMax());
    }

    /** A message has been received. */
    public void message(byte[] message) {
        if (shown != null) {
            shown.write(line(message));
        }
        if (messages != null) {
            messages.write(message);
        }
    }

    /** Whether requests are put down. */
    public boolean hasRequests() {
        return requests != null;
    }

    /** A request has been answered. */
    public void request(byte[] line) {
        requests.write(line);
    }

    private void event(Log.Line line) {
        if (settings.runtime().equals(line.runtime())) {
            events.write(line.dated().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** As it is shown: nothing in it commands the terminal. */
    private byte[] line(byte[] message) {
        LocalTime now = LocalTime.now();
        String before = (settings.shows('t') ? "[%02d:%02d:%02d] ".formatted(now.getHour(),
            now.getMinute(), now.getSecond()) : "")
            + (settings.shows('p') ? '[' + settings.runtime() + "] " : "");
        byte[] head = before.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + message.length);
        out.writeBytes(head);
        Shown.line(message, out);
        return out.toByteArray();
    }

    /** Done when all of it has been written, or cannot be. */
    public CompletionStage<Void> close() {
        unlisten.run();
        CompletableFuture<?>[] ends = Stream.of(shown, messages, events, requests)
            .filter(writer -> writer != null)
            .map(writer -> writer.close().toCompletableFuture()).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(ends).thenRun(this::closeFiles);
    }

    private void closeFiles() {
        for (OutputStream file : files) {
            try {
                file.close();
            } catch (IOException e) {
                Log.warn("file_failed", "runtime", settings.runtime(), "cause", e);
            }
        }
    }
}
