package dev.socketley.engine.protocol.line;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import org.openjdk.jmh.infra.Blackhole;

/** A read that brought 32 lines of 64 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LineDecoderBenchmark {
    private static final int LINES = 32;

    private final ByteBuf input = Unpooled.directBuffer().writeBytes(
        ("x".repeat(63) + "\n").repeat(LINES).getBytes(StandardCharsets.US_ASCII));
    private final LineDecoder decoder = new LineDecoder(1 << 20);

    @Benchmark
    @OperationsPerInvocation(LINES)
    public void lines(Blackhole into) throws ProtocolException {
        input.readerIndex(0);
        for (byte[] line = decoder.next(input); line != null; line = decoder.next(input)) {
            into.consume(line);
        }
    }
}
