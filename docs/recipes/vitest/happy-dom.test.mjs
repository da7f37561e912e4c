// @vitest-environment happy-dom
import { cases } from "./cases.mjs";

cases();
