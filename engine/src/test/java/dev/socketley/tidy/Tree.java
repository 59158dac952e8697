package dev.socketley.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rules about which files there are. */
final class Tree {
    private static final Pattern HEADED =
        Pattern.compile("(?s)\\A\\s*/\\*\\*\\s*\\*?\\s*[A-Z`{<].*?\\.(\\s|</).*\\bpackage\\b.*");

    private Tree() {}

    /** Packages of the product that have no {@code package-info} with a sentence in it. */
    static List<Finding> packagesWithoutInfo(List<SourceFile> files) {
        TreeMap<String, SourceFile> infos = new TreeMap<>();
        Set<String> packages = files.stream().filter(SourceFile::isMainJava)
            .map(f -> f.path().substring(0, f.path().lastIndexOf('/')))
            .collect(Collectors.toCollection(TreeSet::new));
        for (SourceFile f : files) {
            if (f.fileName().equals("package-info.java") && HEADED.matcher(f.text()).matches()) {
                infos.put(f.path().substring(0, f.path().lastIndexOf('/')), f);
            }
        }
        return packages.stream().filter(p -> !infos.containsKey(p))
            .map(p -> new Finding(p, 1, "needs a package-info with a Javadoc sentence")).toList();
    }

    /** Examples that no spec runs. */
    static List<Finding> examplesWithoutSpec(List<SourceFile> files) {
        String specs = files.stream().filter(f -> f.path().startsWith("spec/"))
            .map(SourceFile::text).collect(Collectors.joining("\n"));
        List<Finding> out = new ArrayList<>();
        for (SourceFile f : files) {
            boolean script = f.path().matches("examples/[^/]+\\.lua");
            if (script && !specs.contains(f.fileName())) {
                out.add(f.at(1, "no spec names this example; run it in one or remove it"));
            }
        }
        return out;
    }

    /** Tests whose name ends in no way that the build runs. */
    static List<Finding> testsThatNeverRun(List<SourceFile> files) {
        List<Finding> out = new ArrayList<>();
        for (SourceFile f : files) {
            boolean hasTests = f.isJava() && f.path().contains("/src/test/")
                && Pattern.compile("@(Test|TestFactory|ParameterizedTest)\\b").matcher(f.code()).find();
            if (hasTests && !f.stem().matches("Test\\w*|\\w+Tests?|\\w+TestCase")) {
                out.add(f.at(1, "the build runs only classes named …Test"));
            }
        }
        return out;
    }

    /** Decoders of protocols that no fuzz test of their name beside them feeds. */
    static List<Finding> decodersWithoutFuzz(List<SourceFile> files) {
        Set<String> paths = files.stream().map(SourceFile::path).collect(Collectors.toSet());
        return files.stream()
            .filter(f -> f.isMainJava() && f.path().contains("/protocol/")
                && f.stem().endsWith("Decoder"))
            .filter(f -> !paths.contains(f.path().replace("/main/", "/test/")
                .replace(".java", "FuzzTest.java")))
            .map(f -> f.at(1, "needs " + f.stem() + "FuzzTest with the three properties")).toList();
    }
}
