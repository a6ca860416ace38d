package io.quayside;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the contexts pure and the packages in their order. */
class ArchitectureTest {
  /** The layers from the door to the cellar; a package may use those of its own layer and below. */
  private static final List<String> LAYERS =
      List.of(
          "node",
          "edge",
          "foreign",
          "notify",
          "push",
          "content",
          "readmodel",
          "shard",
          "schema",
          "auth",
          "admin",
          "log",
          "domain",
          "common");

  private static final String CONTEXTS = "io.quayside.domain..";

  /** What the contexts may use besides pure Java: JSON, problems and forms of identities. */
  private static final String[] PURE_QUAYSIDE = {
    "io.quayside.domain..",
    "io.quayside.common.json",
    "io.quayside.common.problem",
    "io.quayside.common.identity",
    "org.jspecify.annotations"
  };

  private static final String[] PURE_JAVA = {
    "java.lang",
    "java.lang.invoke",
    "java.lang.runtime",
    "java.math",
    "java.time..",
    "java.util",
    "java.util.function",
    "java.util.stream",
    "java.util.regex"
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.quayside");

  @Test
  void shouldKeepTheContextsPure() {
    classes()
        .that()
        .resideInAPackage(CONTEXTS)
        .should(
            onlyDependOnClassesThat(
                resideInAnyPackage(PURE_JAVA).or(resideInAnyPackage(PURE_QUAYSIDE))))
        .check(CLASSES);
  }

  @Test
  void shouldPassTimeAndChanceIntoTheContexts() {
    DescribedPredicate<JavaMethodCall> now =
        DescribedPredicate.describe(
            "now() of a clock",
            call ->
                call.getTarget().getName().equals("now")
                    && call.getTargetOwner().getPackageName().startsWith("java.time"));
    noClasses()
        .that()
        .resideInAPackage(CONTEXTS)
        .should()
        .callMethodWhere(now)
        .orShould()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "have a clock, chance or threads", ArchitectureTest::impure))
        .check(CLASSES);
  }

  private static boolean impure(JavaClass type) {
    return Stream.of(System.class, Runtime.class, Process.class, ProcessBuilder.class, Thread.class)
            .anyMatch(type::isEquivalentTo)
        || Stream.of(java.time.Clock.class, java.util.Random.class, java.util.Timer.class)
            .anyMatch(type::isAssignableTo)
        || type.getFullName().equals("java.util.UUID");
  }

  @TestFactory
  Stream<DynamicTest> shouldUseOnlyLayersBelow() {
    return IntStream.range(1, LAYERS.size())
        .mapToObj(
            layer ->
                DynamicTest.dynamicTest(
                    LAYERS.get(layer),
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage(inLayer(LAYERS.get(layer)))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(
                                LAYERS.subList(0, layer).stream()
                                    .map(ArchitectureTest::inLayer)
                                    .toArray(String[]::new))
                            .check(CLASSES)));
  }

  private static String inLayer(String layer) {
    return "io.quayside." + layer + "..";
  }

  @Test
  void shouldKeepPackagesFreeOfCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.quayside.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void shouldKeepJsonApartFromTheDomain() {
    noClasses()
        .that()
        .resideInAnyPackage("io.quayside.common..")
        .should(
            dependOnClassesThat(
                resideInAPackage("io.quayside..")
                    .and(resideOutsideOfPackages("io.quayside.common.."))))
        .check(CLASSES);
  }
}
