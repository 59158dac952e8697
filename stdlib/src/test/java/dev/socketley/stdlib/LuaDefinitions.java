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
            .append(String.join(", ", params.stream().map(p -> p.split(":")[0]).toList()))
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
