package dev.socketley.stdlib.natives;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Runtime;
import dev.socketley.lua.LuaState;
import io.netty.channel.EventLoop;
import java.nio.file.Path;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;

/** The script that a native works for. <b>Thread:</b> its loop. */
public interface NativeScope {
    LuaState lua();

    EventLoop loop();

    Engine engine();

    /** The script's file name, or {@code prompt}. */
    String name();

    /** Where relative paths of the script begin. */
    Path directory();

    /** The runtime whose hook or timer is running, or null at the top level. */
    Runtime self();

    /** Gives HTTP requests their methods. */
    default void requestMeta(LuaTable meta) {}

    /** {@code socketley.state}: one table for every version of the script. */
    LuaTable state();

    /**
     * Keeps something open for the running task's runtime, or for the script at its top level: it
     * is closed when that runtime stops or the script is unloaded.
     */
    void own(AutoCloseable resource);

    /**
     * Keeps a passive thing open, such as a database: it does nothing by itself, so it does not
     * keep a program running, and it belongs to the whole script whoever opened it.
     */
    default void hold(AutoCloseable resource) {
        own(resource);
    }

    /**
     * Whether its timers and subscriptions are to be heard: not while the top level of a new version
     * still runs and the version before does the work.
     */
    default boolean isLive() {
        return true;
    }

    /** It is closed, or ends by itself. */
    void disown(AutoCloseable resource);

    /**
     * Logs an error that a task of this script raised, counts it and tells {@code on_error}.
     *
     * @param context the task's context, {@code scope.lua().current().context()} when it was made
     */
    void report(Object context, LuaError error);
}
