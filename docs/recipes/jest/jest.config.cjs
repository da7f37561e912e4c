module.exports = {
  testEnvironment: "<rootDir>/environment.cjs",
  testMatch: ["**/*.test.mjs"],
  moduleFileExtensions: ["mjs", "js"],
  testTimeout: 60_000,
};
