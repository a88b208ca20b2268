#!/usr/bin/env python3
"""Opens report.html in headless Chromium, and uses it as a reader would.

    browser_test.py WRITE_SAMPLE_REPORT
"""

import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

DEBIAN_PYTHON = "/usr/bin/python3"  # It, and no other Python of a machine, has Debian's packages.

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
except ImportError:
    if os.path.realpath(sys.executable) != os.path.realpath(DEBIAN_PYTHON):
        os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, "-B", *sys.argv])
    print("python3-selenium is not installed")
    sys.exit(77)

WRITE_SAMPLE_REPORT = sys.argv.pop(1)
CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
if not (Path(CHROMIUM).exists() and Path(DRIVER).exists()):
    print("chromium and chromium-driver are not installed")
    sys.exit(77)

# CI runs as root, and its /dev/shm may be small.
OPTIONS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
           "--window-size=1300,1000", "--no-first-run", "--force-prefers-reduced-motion"]


def open_browser() -> "webdriver.Chrome":
    options = Options()
    options.binary_location = CHROMIUM
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(DRIVER))


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.browser = open_browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()
        cls.folder.cleanup()

    def open(self, run: str, sends: int = 2) -> None:
        file = Path(self.folder.name) / f"{run}-{sends}.html"
        if not file.exists():
            subprocess.run([WRITE_SAMPLE_REPORT, run, file, str(sends)], check=True)
        self.browser.get("about:blank")
        self.browser.get(file.as_uri())
        self.wait_until("the events are read", lambda: self.run_js(
            "return document.body.dataset.ready === 'yes'"))

    def tearDown(self):
        self.assertEqual([each["message"] for each in self.browser.get_log("browser")], [])

    def run_js(self, script: str):
        return self.browser.execute_script(script)

    def wait_until(self, what: str, is_so) -> None:
        for _ in range(600):  # A loaded machine may take its time; nothing here is a measurement.
            if is_so():
                return
            time.sleep(0.05)
        self.fail(f"never: {what}")

    def text(self, selector: str) -> str:
        return self.browser.find_element(By.CSS_SELECTOR, selector).text

    def press(self, keys: str) -> None:
        self.browser.find_element(By.TAG_NAME, "body").send_keys(keys)

    def pitch(self) -> float:
        return float(self.run_js("return document.getElementById('view').dataset.pitch"))

    # How many pixels of a canvas are not as most of them.
    def painted(self, selector: str) -> int:
        return self.run_js(f"""
            const canvas = document.querySelector({selector!r});
            const {{width, height}} = canvas;
            const {{data}} = canvas.getContext('2d').getImageData(0, 0, width, height);
            let count = 0;
            for (let i = 3; i < data.length; i += 4) count += data[i] > 0;
            return count;""")

    def test_the_witness_is_told_step_by_step(self):
        self.open("losing")
        self.assertEqual(self.text("#badge"), "VIOLATED")
        self.assertIn("acknowledged and then lost", self.text("h1"))
        steps = [each.text for each in self.browser.find_elements(By.CSS_SELECTOR, ".steps li")]
        self.assertEqual(len(steps), 5)
        self.assertIn("ISR {1,2,3} → {1} of orders-0", steps[0])
        self.assertIn("log end 42 → 41", steps[3])
        self.assertIn("violated here", steps[4])

    def test_texts_of_the_run_are_shown_and_nothing_else_is_done_with_them(self):
        self.open("quiet")
        self.assertIn("</script><script>document.title = 'broken'", self.text("#story"))
        self.assertIn('# </script> <!-- & "quotes"', self.text("pre.plan"))
        self.assertEqual(self.browser.title, "HELD · rolling_crash")

    def test_a_step_of_the_story_is_shown_in_the_timeline_with_all_of_its_fields(self):
        self.open("losing")
        self.browser.find_elements(By.CSS_SELECTOR, ".steps li")[3].click()
        details = self.text("#details")
        for words in ("#38", "truncate orders-0 42 → 41", "recovery_point", "orders-0 @41"):
            self.assertIn(words, details)
        self.press("k")
        self.assertIn("#33", self.text("#details"))
        self.press("j")
        self.assertIn("#38", self.text("#details"))

    def test_search_finds_an_event_and_shows_it_though_the_layer_left_it_out(self):
        self.open("losing", 50)
        self.press("/")
        self.browser.switch_to.active_element.send_keys("producer-1/7 acknowledged" + Keys.ENTER)
        self.wait_until("all are counted", lambda: self.text("#hits") == "1 found")
        self.assertIn("producer-1/7 is acknowledged", self.text("#details"))
        self.assertEqual(self.text("#layers [aria-checked=true]").split()[0], "State")

    def test_search_knows_kinds_processes_and_offsets(self):
        self.open("losing", 50)
        field = self.browser.find_element(By.ID, "search")
        for query, count in (("kind:log_truncated", "1 found"), ("by:broker-2 append", "50 found"),
                             ("orders-0@41 changed", "5 found"), ("#3", "1 found"),
                             ("no such thing", "0 found")):
            field.clear()
            field.send_keys(query)
            self.wait_until(f"{query}: {count}", lambda: self.text("#hits") == count)

    def test_zoom_changes_what_is_in_sight(self):
        self.open("losing", 500)
        self.browser.find_element(By.CSS_SELECTOR, "[data-layer=everything]").click()
        before = self.pitch()
        self.press("+")
        self.assertGreater(self.pitch(), before)
        for _ in range(30):
            self.press("-")
        self.assertLess(self.pitch(), 1)
        self.wait_until("all is drawn", lambda: self.painted("#canvas") > 5000)

    def test_timeline_overview_and_plots_are_drawn(self):
        self.open("losing", 50)
        for selector in ("#canvas", "#overview canvas"):
            self.wait_until(f"{selector} is drawn", lambda s=selector: self.painted(s) > 1000)
        self.assertEqual(len(self.browser.find_elements(By.CSS_SELECTOR, ".plot")), 4)
        for number in range(1, 5):
            self.assertGreater(self.painted(f".plot:nth-of-type({number}) canvas"), 100)

    def test_a_link_to_an_event_leads_to_it(self):
        self.open("losing")
        url = self.browser.current_url
        self.browser.get("about:blank")
        self.browser.get(url + "#e33")
        self.wait_until("it is shown", lambda: "#33" in self.text("#details"))

    def test_what_is_left_out_is_said(self):
        self.open("losing", 50)
        self.assertRegex(self.text("#left-out"), r"Left out here: \d+ of 375 events: .*append")
        self.browser.find_element(By.CSS_SELECTOR, "[data-layer=everything]").click()
        self.assertEqual(self.text("#left-out"), "Nothing is left out.")

    def test_every_guarantee_has_a_row(self):
        self.open("losing")
        self.assertIn("durability.acked-survives", self.text("#properties"))
        self.assertIn("control.one-leader-per-epoch", self.text("#properties"))
        self.assertIn("42 acknowledged", self.text("#properties"))

    def test_it_is_dark_or_light_as_one_likes(self):
        self.open("losing")
        back = "return getComputedStyle(document.body).backgroundColor"
        before = self.run_js(back)
        self.browser.find_element(By.ID, "theme").click()
        self.assertNotEqual(self.run_js(back), before)

    def test_commands_can_be_copied(self):
        self.open("losing")
        self.assertIn("assize run scenarios/rolling_crash.toml --seed 41",
                      self.text("#reproduction"))
        button = self.browser.find_element(By.CSS_SELECTOR, ".command button")
        button.click()
        self.wait_until("it is copied", lambda: button.text == "copied")


if __name__ == "__main__":
    unittest.main()
