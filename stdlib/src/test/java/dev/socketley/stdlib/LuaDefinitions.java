package dev.socketley.stdlib;

import dev.socketley.engine.Hook;
import dev.socketley.stdlib.natives.Native;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Writes the definition files that are made from rows. */
final class LuaDefinitions {
    private LuaDefinitions() {}

    /** {@code self.d.lua}: what {@code self} has per runtime type, and the hooks. */
    static String self() {
        StringBuilder out = new StringBuilder("---@meta\n-- Generated from the rows of SelfMethods "
            + "and Hook; not to be edited.\n");
        for (String type : new TreeSet<>(SelfMethods.BY_TYPE.keySet())) {
            out.append("\n---What hooks of a ").append(type).append(" see as `self`.\n---@class ")
                .append(className(type)).append("\n---@field name string\nlocal ").append(type)
                .append(" = {}\n");
            for (SelfMethod<?> method : SelfMethods.BY_TYPE.get(type)) {
                method(out, type, method);
            }
        }
        out.append("\n---@type ").append(String.join("|",
            new TreeSet<>(SelfMethods.BY_TYPE.keySet()).stream()
                .map(LuaDefinitions::className).toList()))
            .append("\nself = {}\n");
        out.append("\n---Hooks, as fields of a runtime's config or as global functions.\n"
            + "---@class socketley.Hooks\n");
        for (Hook hook : Hook.values()) {
            out.append("---@field ").append(hook.word()).append("? fun(")
                .append(String.join(", ", hook.arguments().stream().map(a -> a + ": any").toList()))
                .append("): ... ").append(hook.summary()).append(" (")
                .append(String.join(", ", new TreeSet<>(hook.types()))).append(")\n");
        }
        return out.toString();
    }

    /** {@code docs/self.md}: the same for people. */
    static String page() {
        StringBuilder out = new StringBuilder("""
            <!-- Made from the rows of SelfMethods; CONTRIBUTING.md says how. -->
            # self

            In a hook, `self` is the runtime whose hook it is. Its fields are `name`, `id`, `type`,
            `port`, `state`, `owner` and `protocol`; its functions are called with a dot:
            `self.send(id, "hello")`. A cache has its [commands](cache-commands.md) there. Outside
            hooks there is no `self`: `socketley.send(name, message)` and the other functions of
            `socketley` take the runtime's name.

            ## Routes and pairs

            `self.route(id, "lobby")` hands a client's messages to the running server `lobby`: its
            hooks are called (`on_connect`, `on_client_message`, `on_disconnect`), it sees the client
            under the same id, and what it sends goes to the client. `unroute` on either side gives the
            client back to the server that accepted it, and so does a stop of `lobby` (`route_lost` in
            the log). The result is `false` if there is no such client or no such server runs.
            [`examples/server/game_lobby.lua`](../examples/server/game_lobby.lua) shows it.

            `self.pipe(id, other)` joins two clients: what one sends goes to the other, in its
            framing, and no hook sees it; a client whose pair does not read is not read either.
            `unpipe`, a new pair, or the end of either client ends it; the other stays connected. For
            clients of two servers, wherever these run, there is `socketley.pipe("a", id, "b",
            other)`, which says what is missing: `nil, "'b' has no client 7", "ENOTFOUND"`.
            """);
        for (String type : List.of("server", "client", "proxy")) {
            out.append("\n## ").append(type).append("\n\n| function | result | meaning |\n|---|---|---|\n");
            for (SelfMethod<?> method : SelfMethods.BY_TYPE.get(type)) {
                out.append("| `").append(method.name()).append('(')
                    .append(method.params().replaceAll("(\\w+): \\w+(\\[\\])?(\\?)?", "$1$3"))
                    .append(")` | ").append(method.returns().isEmpty() ? ""
                        : '`' + method.returns().replace("|", "\\|") + '`')
                    .append(" | ").append(method.summary().replace("|", "\\|")).append(" |\n");
            }
        }
        return out.toString();
    }

    private static String className(String type) {
        return "socketley." + type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
    }

    private static void method(StringBuilder out, String type, SelfMethod<?> method) {
        out.append("\n---").append(method.summary()).append('\n');
        List<String> params = method.params().isEmpty() ? List.of()
            : List.of(method.params().split(", (?=\\w+: )"));
        for (String param : params) {
            out.append("---@param ").append(param.replaceFirst(": ", " ")).append('\n');
        }
        if (!method.returns().isEmpty()) {
            out.append("---@return ").append(method.returns()).append('\n');
        }
        out.append("function ").append(type).append('.').append(method.name()).append('(')
            .append(String.join(", ", params.stream().map(p -> p.split("[?:]")[0]).toList()))
            .append(") end\n");
    }

    /** {@code native.d.lua}: the natives, which only the library's own files see. */
    static String natives(List<Native> rows) {
        StringBuilder out = new StringBuilder("---@meta\n-- Generated from the rows of …Natives; "
            + "not to be edited. Internal: no script can reach these.\n");
        String module = "";
        for (Native row : rows.stream().sorted(Comparator.comparing(Native::module)
                .thenComparing(Native::name)).toList()) {
            if (!row.module().equals(module)) {
                module = row.module();
                out.append("\n---@class socketley.native.").append(module).append('\n');
            }
            out.append("---@field ").append(row.name()).append(" fun(...): ... ")
                .append(row.summary()).append('\n');
        }
        return out.toString();
    }
}
