package dev.socketley.engine.types;

import dev.socketley.engine.RuntimeType;
import java.util.List;

/** Every runtime type, one row each. */
public final class RuntimeTypes {
    public static final List<RuntimeType> ALL = List.of();

    private RuntimeTypes() {}
}
