package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.lua.Wake;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What {@code http.lua} needs: one request that waits without holding the loop. */
final class HttpNatives {
    private static final int FIRST_HEADER = 9;

    private HttpNatives() {}

    static List<Native> all(NativeScope scope) {
        return List.of(
            Native.row("http", "request", "Sends method, url, body, timeout_ms, body_bytes_max, "
                + "ca_file, insecure, redirects, then names and values; status, body, headers.",
                args -> {
                    Call call = Call.of(scope, args);
                    return scope.lua().await(wake -> Thread.startVirtualThread(
                        () -> send(call, wake)));
                }));
    }

    /** A request, read from Lua on the loop and sent from anywhere. */
    private record Call(String method, String url, byte[] body, long timeoutMs, long bytesMax,
            HttpClients.Trust trust, boolean redirects, List<String> headers) {
        static Call of(NativeScope scope, Varargs a) {
            Path ca = a.isnil(6) ? null : scope.directory().resolve(Bridge.string(a.arg(6)));
            List<String> headers = new ArrayList<>();
            for (int i = FIRST_HEADER; i <= a.narg(); i++) {
                headers.add(Bridge.string(a.arg(i)));
            }
            return new Call(Bridge.string(a.arg(1)), Bridge.string(a.arg(2)),
                a.isnil(3) ? new byte[0] : Bridge.bytes(a.arg(3)), a.tolong(4), a.tolong(5),
                new HttpClients.Trust(ca, a.toboolean(7)), a.toboolean(8), headers);
        }

        HttpRequest request() {
            HttpRequest.Builder out = HttpRequest.newBuilder(URI.create(url));
            out.method(method, body.length == 0 ? BodyPublishers.noBody()
                : BodyPublishers.ofByteArray(body));
            for (int i = 0; i < headers.size(); i += 2) {
                out.header(headers.get(i), headers.get(i + 1));
            }
            // Over plain HTTP the client would ask every server to switch to HTTP/2.
            out.version(url.startsWith("https:") ? HttpClient.Version.HTTP_2
                : HttpClient.Version.HTTP_1_1);
            return out.build();
        }
    }

    private static void send(Call call, Wake wake) {
        CompletableFuture<HttpResponse<byte[]>> answer;
        try {
            HttpClient client = HttpClients.get(call.trust(), call.redirects());
            answer = client.sendAsync(call.request(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), call.bytesMax()));
        } catch (EngineException e) {
            wake.resume(LuaFailures.refused(e));
            return;
        } catch (IllegalArgumentException e) {
            wake.resume(LuaFailures.refused(ErrorCode.EINVAL,
                e.getMessage()));
            return;
        }
        // The client's own timeout ends with the headers; this one covers the body too.
        CompletableFuture<HttpResponse<byte[]>> bounded =
            answer.copy().orTimeout(call.timeoutMs(), TimeUnit.MILLISECONDS);
        bounded.whenComplete((response, cause) -> {
            answer.cancel(true);
            wake.resume(cause == null ? values(response)
                : LuaFailures.refused(HttpFailures.of(cause, call.url(), call.timeoutMs(),
                    call.bytesMax())));
        });
    }

    /** Status, body, then names and values; several values of one name joined by a comma. */
    private static Varargs values(HttpResponse<byte[]> response) {
        List<LuaValue> out = new ArrayList<>();
        out.add(LuaValue.valueOf(response.statusCode()));
        out.add(LuaString.valueUsing(response.body()));
        for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
            if (!header.getKey().startsWith(":")) {
                out.add(Bridge.text(header.getKey().toLowerCase(Locale.ROOT)));
                out.add(Bridge.text(String.join(", ", header.getValue())));
            }
        }
        return LuaValue.varargsOf(out.toArray(LuaValue[]::new));
    }
}
