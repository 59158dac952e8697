import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * A side whose server is started once, warmed until its code is compiled, and measured run after
 * run; while other sides have their turns it has nothing to do. It ends with the comparison.
 */
final class Kept implements Turns.Measure {
    /** After this much load the figures of our servers no longer grow from run to run. */
    private static final Duration WARM = Duration.ofSeconds(7);

    private final Lab lab;
    private final NetSuites.Start start;
    private final Load load;
    private final Duration warm;
    private Process server;
    private int port;

    /** Measures a server that listens on a port. */
    interface Load {
        Map<String, Double> on(Process server, int port) throws IOException, InterruptedException;
    }

    Kept(Lab lab, NetSuites.Start start, Load load) {
        this(lab, start, load, WARM);
    }

    /** @param warm how long there is load before the first run */
    Kept(Lab lab, NetSuites.Start start, Load load, Duration warm) {
        this.lab = lab;
        this.start = start;
        this.load = load;
        this.warm = warm;
    }

    @Override
    public Map<String, Double> once() throws IOException, InterruptedException {
        if (server == null) {
            port = Lab.freePort();
            server = start.on(port);
            long began = System.nanoTime();
            while (!lab.smoke() && System.nanoTime() - began < warm.toNanos()) {
                load.on(server, port);
            }
        }
        return load.on(server, port);
    }
}
