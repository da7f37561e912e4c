// @vitest-environment jsdom
import { cases } from "./cases.mjs";

cases();
