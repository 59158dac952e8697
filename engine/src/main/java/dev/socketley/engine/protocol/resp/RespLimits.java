package dev.socketley.engine.protocol.resp;

/**
 * What a decoder lets through.
 *
 * @param argsMax         arguments of one command, its name included
 * @param bulkBytesMax    bytes of one argument
 * @param commandBytesMax bytes of one command as it is sent
 * @param inlineBytesMax  bytes of one line that is not an array, and of one array or bulk header
 */
public record RespLimits(int argsMax, int bulkBytesMax, int commandBytesMax, int inlineBytesMax) {
    /** 1,048,576 arguments, 64 MiB of argument, 128 MiB of command, 64 KiB of line. */
    public static final RespLimits DEFAULT =
        new RespLimits(1 << 20, 64 << 20, 128 << 20, 64 << 10);
}
