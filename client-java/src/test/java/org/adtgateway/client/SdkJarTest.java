package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Tests the jar as it is published. The build runs it when the jar has been packaged. */
class SdkJarTest {
    private static final Path JAR = Path.of(System.getProperty("sdk.jar", "set sdk.jar"));
    private static final Path POM = Path.of(System.getProperty("sdk.pom", "set sdk.pom"));
    private static final String MODULE = "org.adtgateway.client";

    @TempDir
    private Path folder;

    @Test
    void theModule_exportsTheApiOnly() throws IOException {
        ModuleDescriptor module =
                ModuleFinder.of(JAR).find(MODULE).orElseThrow().descriptor();

        assertThat(module.exports())
                .allMatch(exported -> !exported.isQualified())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder("org.adtgateway.client", "org.adtgateway.checks.violation");
        assertThat(typesIn("org/adtgateway/checks/violation/"))
                .containsExactlyInAnyOrder(
                        "Violation.class",
                        "Violation$Severity.class",
                        "ViolationTotals.class",
                        "ViolationTotals$CodeTotal.class");
        assertThat(module.opens()).isEmpty();
        assertThat(module.packages())
                .contains("org.adtgateway.client.shaded.jackson.databind", "org.adtgateway.client.shaded.hc.core5.http")
                .allMatch(name -> name.startsWith("org.adtgateway.client") || name.startsWith("org.adtgateway.checks"));
    }

    @Test
    void theJar_worksWithItsDeclaredDependencies() throws Exception {
        List<Path> classpath = new ArrayList<>(declaredDependencies());
        assertThat(classpath)
                .extracting(path -> path.getFileName().toString())
                .noneMatch(name -> name.contains("picocli"));
        classpath.add(JAR);
        try (URLClassLoader loader = new URLClassLoader(urls(classpath), ClassLoader.getPlatformClassLoader())) {
            checkAFile(loader);
            callAGateway(loader);
        }
    }

    @Test
    void theModule_worksWithItsDeclaredDependencies() throws Exception {
        List<Path> modulePath = new ArrayList<>(declaredDependencies());
        modulePath.add(JAR);
        Configuration configuration = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(modulePath.toArray(Path[]::new)), ModuleFinder.of(), Set.of(MODULE));
        ClassLoader loader = ModuleLayer.boot()
                .defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader())
                .findLoader(MODULE);

        assertThat(loader.loadClass(AdtGatewayClient.class.getName())
                        .getModule()
                        .isNamed())
                .isTrue();
        checkAFile(loader);
        callAGateway(loader);
    }

    /** The project in client-java/example, as an application has it: compiled and run with the published jar. */
    @Test
    void theExample_compilesAndRuns() throws Exception {
        Path example = POM.resolveSibling("example");
        assertThat(Files.readString(example.resolve("pom.xml")))
                .contains("<version>" + version(Files.readString(POM)) + "</version>");
        List<Path> classpath = new ArrayList<>(declaredDependencies());
        classpath.add(JAR);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertThat(compiler.run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-Xlint:all",
                        "-Werror",
                        "-d",
                        classes.toString(),
                        "-cp",
                        classpath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        example.resolve("src/main/java/example/SubmitFile.java").toString()))
                .isZero();
        classpath.add(classes);
        TestPki pki = new TestPki("Example CA");
        TestPki.Holder receipts = pki.issue("receipts");
        for (String name : List.of("transport.p12", "signing.p12")) {
            pki.issue("example").writePkcs12(folder.resolve(name));
        }
        for (String name : List.of("server-ca.pem", "receipt-ca.pem")) {
            pki.writeRoot(folder.resolve(name));
        }
        Path file = Files.writeString(folder.resolve("ADT.csv"), "UserID\r\n");
        try (TestGateway gateway = new TestGateway(pki, pki);
                URLClassLoader loader = new URLClassLoader(urls(classpath), ClassLoader.getPlatformClassLoader())) {
            Method submit = loader.loadClass("example.SubmitFile")
                    .getMethod("submit", Path.class, String.class, String.class, Path.class, char[].class);
            gateway.answer(new ActingGateway(receipts));
            String address = gateway.address().toString();
            assertThat(submit.invoke(null, file, "SMSR-1", address, folder, TestPki.PASSWORD))
                    .isEqualTo(0);

            gateway.answer(request -> TestGateway.Answer.problem(422, "CONTENT_INVALID", "FORMAT"));
            assertThat(submit.invoke(null, file, "SMSR-1", address, folder, TestPki.PASSWORD))
                    .isEqualTo(3);
        }
    }

    private static String version(String pom) {
        int begin = pom.indexOf("<version>") + "<version>".length();
        return pom.substring(begin, pom.indexOf("</version>"));
    }

    private static List<String> typesIn(String folder) throws IOException {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith(folder) && name.endsWith(".class"))
                    .map(name -> name.substring(folder.length()))
                    .filter(name -> !name.equals("package-info.class"))
                    .toList();
        }
    }

    /** Uses the checks, the format documents and the JSON library inside the jar. */
    private void checkAFile(ClassLoader loader) throws Exception {
        Class<?> checker = loader.loadClass(OfflineChecker.class.getName());
        Class<?> fileType = loader.loadClass(FileType.class.getName());
        Path file = Files.writeString(folder.resolve("checked.csv"), "UserID\r\n");
        Object report = checker.getMethod("check", fileType, Path.class)
                .invoke(
                        checker.getConstructor().newInstance(),
                        fileType.getField("ADT").get(null),
                        file);
        Method toJson = loader.loadClass(GatewayJson.class.getName()).getMethod("toJson", Object.class);
        assertThat((String) toJson.invoke(null, report)).contains("\"accepted\":false", "\"violations\":[{");
    }

    /** Uses the signing code, Bouncy Castle, TLS, the HTTP client and its logging. */
    private void callAGateway(ClassLoader loader) throws Exception {
        TestPki pki = new TestPki("Jar CA");
        Path file = Files.writeString(folder.resolve("file.csv"), "signed");
        Path keys = folder.resolve("keys.p12");
        Path trust = pki.writeRoot(folder.resolve("ca.pem"));
        pki.issue("sdk").writePkcs12(keys);
        try (TestGateway gateway = new TestGateway(pki, pki)) {
            gateway.answer(request -> TestGateway.Answer.json(200, TestJson.submission("s-1", "RECEIVED")));
            Class<?> identityType = loader.loadClass(Identity.class.getName());
            Object identity =
                    identityType.getMethod("pkcs12", Path.class, char[].class).invoke(null, keys, TestPki.PASSWORD);
            Class<?> signerType = loader.loadClass(FileSigner.class.getName());
            Object signer = signerType.getMethod("of", identityType).invoke(null, identity);
            byte[] signature = (byte[]) signerType.getMethod("sign", Path.class).invoke(signer, file);
            FileSignatureVerifier.trusting(trust).verify(file, signature, List.of(), Instant.now());

            Object builder = loader.loadClass(AdtGatewayClient.class.getName())
                    .getMethod("builder")
                    .invoke(null);
            Class<?> type = builder.getClass();
            type.getMethod("address", String.class)
                    .invoke(builder, gateway.address().toString());
            type.getMethod("identity", identityType).invoke(builder, identity);
            type.getMethod("trust", Path.class).invoke(builder, trust);
            try (AutoCloseable client = (AutoCloseable) type.getMethod("build").invoke(builder)) {
                Object submission =
                        client.getClass().getMethod("status", String.class).invoke(client, "s-1");
                assertThat(submission.toString()).contains("northern-power");
            }
        }
    }

    private static URL[] urls(List<Path> paths) throws Exception {
        URL[] urls = new URL[paths.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = paths.get(i).toUri().toURL();
        }
        return urls;
    }

    /** Finds the jars of the published POM, and of what those depend on, on the class path of this test. */
    private static List<Path> declaredDependencies() throws Exception {
        Set<String> names;
        try (InputStream in = Files.newInputStream(POM)) {
            Document pom =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
            NodeList dependencies = pom.getElementsByTagName("dependency");
            names = IntStream.range(0, dependencies.getLength())
                    .mapToObj(i -> (Element) dependencies.item(i))
                    .filter(dependency -> text(dependency, "scope").equals("compile"))
                    .map(dependency -> text(dependency, "artifactId"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertThat(names).containsExactlyInAnyOrder("bcpkix-jdk18on", "slf4j-api", "jspecify");
        names.addAll(Set.of("bcprov-jdk18on", "bcutil-jdk18on")); // of bcpkix
        List<Path> jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> names.stream()
                        .anyMatch(name -> path.getFileName().toString().startsWith(name + "-")))
                .toList();
        assertThat(jars).hasSameSizeAs(names);
        return jars;
    }

    private static String text(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "compile" : found.item(0).getTextContent();
    }
}
