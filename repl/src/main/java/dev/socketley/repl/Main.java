package dev.socketley.repl;

/** The {@code socketley} program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println(Main.class.getPackage().getImplementationVersion());
    }
}
