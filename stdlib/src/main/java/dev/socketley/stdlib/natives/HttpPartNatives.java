package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.http.MultipartDecoder;
import dev.socketley.lua.Table;
import dev.socketley.lua.Wake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What {@code http_parts.lua} needs: uploads taken apart, and written to disk without holding the loop. */
final class HttpPartNatives {
    private static final String MODULE = "http_parts";

    private HttpPartNatives() {}

    /** Work on files, away from the loop. */
    @FunctionalInterface
    private interface FileWork {
        Varargs run() throws IOException;
    }

    static List<Native> all(NativeScope scope) {
        return List.of(
            Native.row(MODULE, "decoder", "A decoder for bodies of a Content-Type, or nil.", args -> {
                MultipartDecoder decoder = MultipartDecoder.of(latin(args.arg1()));
                return decoder == null ? LuaValue.NIL : new LuaUserdata(decoder);
            }),
            Native.row(MODULE, "feed", "Gives a decoder bytes.", args -> {
                decoder(args).feed(Bridge.bytes(args.arg(2)));
                return LuaValue.NONE;
            }),
            Native.row(MODULE, "step", "The decoder's next step: its word, then what it brings.",
                args -> step(decoder(args))),
            Native.row(MODULE, "create", "Creates a file that has no name yet.",
                args -> {
                    String name = Bridge.string(args.arg1());
                    Upload upload = new Upload(scope.lua().current());
                    return onDisk(scope, () -> {
                        upload.create(scope.directory().resolve(name).toAbsolutePath());
                        return new LuaUserdata(upload);
                    });
                }),
            Native.row(MODULE, "append", "Appends bytes to a file that was created.", args -> {
                Upload upload = upload(args);
                byte[] bytes = Bridge.bytes(args.arg(2));
                return onDisk(scope, () -> {
                    upload.append(bytes);
                    return LuaValue.TRUE;
                });
            }),
            Native.row(MODULE, "finish", "Gives a file its name, or drops it.", args -> {
                Upload upload = upload(args);
                boolean keep = args.toboolean(2);
                upload.leaveTask();
                return onDisk(scope, () -> {
                    upload.finish(keep);
                    return LuaValue.TRUE;
                });
            }));
    }

    private static MultipartDecoder decoder(Varargs args) {
        return (MultipartDecoder) ((LuaUserdata) args.arg1()).userdata();
    }

    private static Upload upload(Varargs args) {
        return (Upload) ((LuaUserdata) args.arg1()).userdata();
    }

    private static Varargs step(MultipartDecoder decoder) {
        try {
            return switch (decoder.next()) {
                case MORE -> Bridge.text("more");
                case HEAD -> LuaValue.varargsOf(Bridge.text("head"), head(decoder.head()));
                case DATA -> LuaValue.varargsOf(Bridge.text("data"),
                    LuaString.valueUsing(decoder.data()));
                case PART_END -> Bridge.text("part_end");
                case END -> Bridge.text("end");
            };
        } catch (ProtocolException e) {
            return LuaFailures.refused(ErrorCode.EINVAL, e.getMessage());
        }
    }

    /** Headers, and the parameters of Content-Disposition. */
    private static LuaTable head(Map<String, String> fields) {
        LuaTable headers = new Table();
        fields.forEach((name, value) -> headers.rawset(latin(name), latin(value)));
        LuaTable out = new Table();
        out.rawset("headers", headers);
        MultipartDecoder.parameters(fields.getOrDefault("content-disposition", ""))
            .forEach((name, value) -> {
                if (name.equals("name") || name.equals("filename")) {
                    out.rawset(name, latin(value));
                }
            });
        return out;
    }

    private static Varargs onDisk(NativeScope scope, FileWork work) {
        return scope.lua().await(wake -> Thread.startVirtualThread(() -> run(work, wake)));
    }

    private static void run(FileWork work, Wake wake) {
        try {
            wake.resume(work.run());
        } catch (IOException | InvalidPathException e) {
            wake.resume(LuaFailures.refused(ErrorCode.EIO, switch (e) {
                case NoSuchFileException none -> none.getFile() + ": no such directory";
                case AccessDeniedException denied -> denied.getFile() + ": permission denied";
                default -> e.getMessage();
            }));
        }
    }

    private static LuaString latin(String text) {
        return LuaString.valueUsing(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String latin(LuaValue text) {
        return new String(Bridge.bytes(text), StandardCharsets.ISO_8859_1);
    }
}
