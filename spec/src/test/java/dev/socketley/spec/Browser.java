package dev.socketley.spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One page in a headless Chromium, driven by its debugging protocol. <b>Owns:</b> the process. */
final class Browser implements AutoCloseable, WebSocket.Listener {
    private static final Pattern LISTENS = Pattern.compile("listening on ws://([^/]+)/");
    private static final Pattern PAGE =
        Pattern.compile("\"webSocketDebuggerUrl\":\\s*\"(ws://[^\"]+)\"");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]*)\"");

    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private int id;

    Browser(HttpClient http, Path profile, String url) throws IOException, InterruptedException {
        process = new ProcessBuilder(List.of("chromium", "--headless=new", "--no-sandbox",
            "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
            "--no-first-run", "--disable-extensions", "--disable-sync", "--mute-audio",
            "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank"))
            .redirectErrorStream(true).start();
        String place = place(process.inputReader());
        HttpResponse<String> opened = http.send(HttpRequest.newBuilder(URI.create("http://" + place
            + "/json/new?" + URLEncoder.encode(url, StandardCharsets.UTF_8)))
            .PUT(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        Matcher page = PAGE.matcher(opened.body());
        if (!page.find()) {
            throw new IOException("no page: " + opened.body());
        }
        socket = http.newWebSocketBuilder().buildAsync(URI.create(page.group(1)), this)
            .orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static String place(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                return listens.group(1);
            }
        }
        throw new IOException("chromium ended");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            answers.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    private String call(String method, String parameters) throws InterruptedException {
        id++;
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + parameters
            + "}}", true).join();
        String answer;
        do {
            answer = answers.poll(20, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer to " + method);
            }
        } while (!answer.contains("\"id\":" + id + ","));
        return answer;
    }

    /** What an expression without double quotes gives, as text as it stands in JSON. */
    String evaluate(String expression) throws InterruptedException {
        String answer = call("Runtime.evaluate",
            "\"expression\":\"String(" + expression + ")\"");
        Matcher value = VALUE.matcher(answer);
        return value.find() ? value.group(1) : answer;
    }

    /** The page as a PNG. */
    byte[] screenshot() throws InterruptedException {
        Matcher data = DATA.matcher(call("Page.captureScreenshot", "\"format\":\"png\""));
        if (!data.find()) {
            throw new AssertionError("no picture");
        }
        return Base64.getDecoder().decode(data.group(1));
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> all =
            Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }
}
