package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SurfaceTest {
    /** What the SDK brings along for its own use: a host application must not come to depend on it. */
    private static final Pattern HIDDEN =
            Pattern.compile("com\\.fasterxml|org\\.apache\\.hc|org\\.bouncycastle|org\\.adtgateway\\.client\\.internal"
                    // what is wrong with a file is named by the checker in the words of the contract
                    + "|org\\.adtgateway\\.checks\\.(?!violation\\.)");

    @Test
    void noInternalType_isOnTheSurface() throws Exception {
        List<String> found = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            for (Member member : members(type)) {
                String signature = member instanceof AccessibleObject object ? describe(object) : "";
                if (HIDDEN.matcher(signature).find()) {
                    found.add(signature);
                }
            }
        }

        assertThat(publicTypes()).contains(AdtGatewayClient.class, FileSigner.class);
        assertThat(found).isEmpty();
    }

    private static String describe(AccessibleObject object) {
        if (object instanceof Method method) {
            return method.toGenericString();
        }
        if (object instanceof Constructor<?> constructor) {
            return constructor.toGenericString();
        }
        return ((Field) object).toGenericString();
    }

    private static List<Member> members(Class<?> type) {
        return Stream.<Member>concat(
                        Stream.concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors())),
                        Stream.of(type.getDeclaredFields()))
                .filter(member ->
                        Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()))
                .toList();
    }

    private static List<Class<?>> publicTypes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(AdtGatewayClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.list(classes.resolve("org/adtgateway/client"))) {
            List<Class<?>> types = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name =
                        classes.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
                if (!name.endsWith("package-info")) {
                    Class<?> type = Class.forName(name, false, SurfaceTest.class.getClassLoader());
                    if (isPublic(type)) {
                        types.add(type);
                    }
                }
            }
            return types;
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }
}
