package dev.socketley.tidy;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One check of one file.
 *
 * @param name    what the test report shows
 * @param applies which files it reads
 * @param check   the places that break it
 */
record Rule(String name, Predicate<SourceFile> applies,
        Function<SourceFile, List<Finding>> check) {

    List<Finding> on(SourceFile file) {
        return applies.test(file) ? check.apply(file) : List.of();
    }

    @Override
    public String toString() {
        return name;
    }
}
