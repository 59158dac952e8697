import java.io.IOException;
import java.util.Map;

/**
 * A side whose server is started once, warmed until its code is compiled, and measured run after
 * run; while other sides have their turns it has nothing to do. It ends with the comparison.
 */
final class Kept implements Turns.Measure {
    /** After this much load the figures of our servers no longer grow from run to run. */
    private static final long WARM_NANOS = 7_000_000_000L;

    private final Lab lab;
    private final NetSuites.Start start;
    private final Load load;
    private Process server;
    private int port;

    /** Measures a server that listens on a port. */
    interface Load {
        Map<String, Double> on(Process server, int port) throws IOException, InterruptedException;
    }

    Kept(Lab lab, NetSuites.Start start, Load load) {
        this.lab = lab;
        this.start = start;
        this.load = load;
    }

    @Override
    public Map<String, Double> once() throws IOException, InterruptedException {
        if (server == null) {
            port = Lab.freePort();
            server = start.on(port);
            long began = System.nanoTime();
            while (!lab.smoke() && System.nanoTime() - began < WARM_NANOS) {
                load.on(server, port);
            }
        }
        return load.on(server, port);
    }
}
