package dev.socketley.engine.protocol.resp;

import dev.socketley.engine.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A read that brought a hundred pipelined commands, as {@code redis-benchmark -P 100} sends. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RespDecoderBenchmark {
    private static final int COMMANDS = 100;

    private final byte[] input = "*3\r\n$3\r\nSET\r\n$16\r\nkey:000000012345\r\n$3\r\nxxx\r\n"
        .repeat(COMMANDS).getBytes(StandardCharsets.US_ASCII);
    private final RespDecoder decoder = new RespDecoder(RespLimits.DEFAULT);

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public int set() throws ProtocolException {
        int found = 0;
        for (int at = 0; at < input.length; found++) {
            at = decoder.next(input, at, input.length);
        }
        return found;
    }
}
