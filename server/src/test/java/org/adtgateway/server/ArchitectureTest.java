package org.adtgateway.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The rooms and who may use which; see docs/architecture.md. */
class ArchitectureTest {
    private static final String OURS = "org.adtgateway..";
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.adtgateway.server", "org.adtgateway.checks.fileformat");

    @Test
    void signatureFileformatEvidenceAndMetricsUseNothingOfOurs() {
        for (String room : new String[] {"server.signature", "fileformat", "server.evidence", "server.metrics"}) {
            String own = "org.adtgateway." + room + "..";
            classes()
                    .that()
                    .resideInAPackage(own)
                    .should()
                    .onlyDependOnClassesThat(resideInAPackage(own).or(not(resideInAPackage(OURS))))
                    .check(SERVER);
        }
    }

    @Test
    void httpUsesMetricsOnly() {
        classes()
                .that()
                .resideInAPackage("org.adtgateway.server.http..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("org.adtgateway.server.http..", "org.adtgateway.server.metrics..")
                                .or(not(resideInAPackage(OURS))))
                .check(SERVER);
    }

    @Test
    void identityUsesHttpOnly() {
        classes()
                .that()
                .resideInAPackage("org.adtgateway.server.identity..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("org.adtgateway.server.identity..", "org.adtgateway.server.http..")
                                .or(not(resideInAPackage(OURS))))
                .check(SERVER);
    }

    @Test
    void bouncyCastleStaysInSignatureAndEvidence() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.adtgateway.checks.signature..", "org.adtgateway.server.evidence..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(SERVER);
    }

    @Test
    void generatedTypesStayInResourcesAndDtos() {
        noClasses()
                .that(not(JavaClass.Predicates.simpleNameEndingWith("Resource"))
                        .and(not(JavaClass.Predicates.simpleNameEndingWith("Dtos")))
                        .and(not(JavaClass.Predicates.simpleName("Replies"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.adtgateway.api..")
                .check(SERVER);
    }

    @Test
    void nothingIsInjectedIntoFields() {
        noFields().should().beAnnotatedWith(Inject.class).check(SERVER);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(SERVER);
    }

    @Test
    void everyPackageIntroducesItself() {
        classes().should(resideInAPackageWithPackageInfo()).check(SERVER);
    }

    private static ArchCondition<JavaClass> resideInAPackageWithPackageInfo() {
        return new ArchCondition<>("reside in a package with package-info") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean introduced = type.getPackage().tryGetPackageInfo().isPresent()
                        || PackageSources.hasPackageInfo(type.getPackageName());
                if (!introduced) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " has no package-info"));
                }
            }
        };
    }

    /** javac writes no class for a package-info without annotations, so its source is looked at. */
    private static final class PackageSources {
        static boolean hasPackageInfo(String name) {
            return java.nio.file.Files.exists(
                    java.nio.file.Path.of("src/main/java", name.replace('.', '/'), "package-info.java"));
        }
    }
}
