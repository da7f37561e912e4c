// @vitest-environment node
import { cases } from "./cases.mjs";

cases();
