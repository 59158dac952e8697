/** A suite cannot run here: what it compares with is not installed. */
final class Skip extends RuntimeException {
    private static final long serialVersionUID = 1;

    Skip(String reason) {
        super(reason);
    }
}
