package dev.socketley.tidy;

/** A place that breaks a rule, and what to do about it. */
record Finding(String path, int line, String message) {
    @Override
    public String toString() {
        return path + ":" + line + ": " + message;
    }
}
