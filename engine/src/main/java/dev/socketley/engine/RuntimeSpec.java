package dev.socketley.engine;

import dev.socketley.engine.option.OptionSet;
import io.netty.channel.EventLoop;

/**
 * What a runtime is made of.
 *
 * @param id    six hex digits, unique in the engine
 * @param owner name of the runtime that made it, or an empty string
 * @param home  the loop that owns it
 */
public record RuntimeSpec(Engine engine, RuntimeType type, String name, String id, String owner,
        EventLoop home, OptionSet options, Hooks hooks) {}
