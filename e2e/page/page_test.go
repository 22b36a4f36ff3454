// Package page_test looks at the page of the lifetime map as people do: in a
// real browser, with keyboard and mouse, in light and in dark.
package page_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// browser starts a headless Chromium, or skips.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := os.Getenv("CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); path == "" && err == nil {
			path = found
		}
	}
	if path == "" {
		t.Skip("NOT TESTED: the map's page: no Chromium in PATH or $CHROMIUM")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.WindowSize(1280, 900))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // it refuses to have one as root
	}
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// bigModule is 50 packages of 10 types with 10 spawns each.
func bigModule(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	}
	write("go.mod", "module example.com/big\n\ngo 1.26.0\n")
	for p := range 50 {
		var b strings.Builder
		fmt.Fprintf(&b, "package part%02d\n\nimport \"sync\"\n", p)
		for o := range 10 {
			fmt.Fprintf(&b, "\ntype Service%d struct { wg sync.WaitGroup; quit chan int }\n\nfunc (s *Service%d) loop() { <-s.quit }\n", o, o)
			for m := range 10 {
				fmt.Fprintf(&b, "\nfunc (s *Service%d) Start%d() {\n\t%s\n}\n", o, m, []string{"go s.loop()", "s.wg.Go(s.loop)"}[m%2])
			}
		}
		write(fmt.Sprintf("part%02d/part.go", p), b.String())
	}
	return dir
}

func execute(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "PWD="+dir)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
}

var pageData = regexp.MustCompile(`(?s)(id="data">)(.*?)(</script>)`)

// colourful gives the spawns of a page verdicts in turn, reasons, and some of
// them goroutines, so that what is tested does not depend on the model.
func colourful(t *testing.T, page string) string {
	t.Helper()
	var data map[string]any
	require.NoError(t, json.Unmarshal([]byte(pageData.FindStringSubmatch(page)[2]), &data))
	m := data["map"].(map[string]any)
	list := func(v any, key string) []any { return v.(map[string]any)[key].([]any) }
	verdicts := []string{"managed", "managed", "managed", "stopped", "joined", "short", "loose", "unknown"}
	totals := map[string]any{}
	i := 0
	for n, p := range list(m, "packages") {
		own := map[string]any{}
		for _, o := range list(p, "owners") {
			for _, s := range list(o, "spawns") {
				s, v := s.(map[string]any), verdicts[(i*7+i/11+n)%len(verdicts)]
				i++
				s["verdict"] = v
				mark := map[string]any{"kind": "context", "what": fmt.Sprintf("ctx%d", i), "in": "(*Service).loop", "at": s["at"]}
				s["stops"], s["joins"] = []any{mark}, []any{mark}
				if i%500 == 0 {
					s["goroutines"] = map[string]any{"count": i, "sites": 1, "blocks": []any{map[string]any{
						"count": i, "state": "chan receive", "minutes": 3, "leaked": true, "function": "f", "file": "f.go", "line": 1}}}
				}
				for _, t := range []map[string]any{totals, own} {
					count, _ := t[v].(int)
					t[v] = count + 1
				}
			}
		}
		p.(map[string]any)["totals"].(map[string]any)["verdicts"] = own
	}
	m["totals"].(map[string]any)["verdicts"] = totals
	m["profile"] = map[string]any{"form": "debug=2", "name": "goroutine", "goroutines": 9000, "matched": 8000, "sites": 10, "unmatched": []any{}}
	changed, err := json.Marshal(data)
	require.NoError(t, err)
	return pageData.ReplaceAllStringFunc(page, func(string) string { return `id="data">` + string(changed) + "</script>" })
}

// text evaluates an expression in the page.
func text(t *testing.T, ctx context.Context, expression string) string {
	t.Helper()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String("+expression+")"))
	require.NoError(t, err, expression)
	return out
}

// shot keeps a picture where PICTURES says, for people to look at.
func shot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	require.NoError(t, err)
	require.Greater(t, len(png), 10_000, "an empty page")
	require.NoError(t, os.WriteFile(filepath.Join(cmp.Or(os.Getenv("PICTURES"), t.TempDir()), name+".png"), png, 0o666))
}

func TestPage(t *testing.T) {
	ctx := browser(t)
	dir := bigModule(t)
	command := filepath.Join(t.TempDir(), "cancelcheck.exe")
	execute(t, filepath.Join("..", ".."), "go", "build", "-o", command, "./cmd/cancelcheck")
	execute(t, dir, command, "map", "-html", "page.html", "-link", "vscode://file{path}:{line}:{column}")
	page, err := os.ReadFile(filepath.Join(dir, "page.html"))
	require.NoError(t, err)
	file := filepath.Join(dir, "colour.html")
	painted := colourful(t, string(page))
	require.NoError(t, os.WriteFile(file, []byte(painted), 0o666))

	var mu sync.Mutex
	var requests, problems []string
	require.NoError(t, chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			requests = append(requests, e.Request.URL)
		case *runtime.EventExceptionThrown:
			problems = append(problems, fmt.Sprint(e.ExceptionDetails))
		}
	}))
	start := time.Now()
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("file://"+file), chromedp.WaitVisible(chromedp.CSS(".row"))))
	loaded := text(t, ctx, "Math.round(performance.getEntriesByType('navigation')[0].domComplete)")
	t.Logf("%d bytes, %v with the browser's start, %s ms in the page", len(painted), time.Since(start).Round(time.Millisecond), loaded)
	require.Equal(t, "5,000 spawns in 50 packages", text(t, ctx, "document.getElementById('totals').textContent"))
	shot(t, ctx, "light")

	t.Run("keys", func(t *testing.T) { pageKeys(t, ctx) })
	t.Run("filters", func(t *testing.T) { pageFilters(t, ctx) })
	t.Run("scroll", func(t *testing.T) { pageScroll(t, ctx) })
	t.Run("dark", func(t *testing.T) {
		light := text(t, ctx, "getComputedStyle(document.body).backgroundColor")
		dark := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}
		require.NoError(t, chromedp.Do(ctx, protocol(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: dark})))
		require.NotEqual(t, light, text(t, ctx, "getComputedStyle(document.body).backgroundColor"))
		shot(t, ctx, "dark")
		require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(420, 800)))
		require.Equal(t, "true", text(t, ctx, "document.documentElement.scrollWidth <= 420"), "a phone scrolls sideways")
		shot(t, ctx, "narrow")
	})
	mu.Lock()
	defer mu.Unlock()
	require.Len(t, requests, 1, "the page alone")
	require.Empty(t, problems)
}

const (
	countText  = "document.getElementById('count').textContent"
	detailText = "document.getElementById('detail').innerText"
	activeText = "document.querySelector('.row.active').innerText"
	rowCount   = "document.querySelectorAll('.row').length"
)

// pageKeys goes from the first package to a spawn's detail and back, then
// searches, without a mouse.
func pageKeys(t *testing.T, ctx context.Context) {
	key := func(keys ...string) {
		t.Helper()
		for _, k := range keys {
			require.NoError(t, chromedp.Do(ctx, chromedp.KeyEvent(k)))
		}
	}
	focus := func() string { return text(t, ctx, "document.activeElement.id") }
	key(kb.Escape)
	require.Equal(t, "tree", focus())
	require.Contains(t, text(t, ctx, activeText), "part00")
	key(kb.ArrowRight, kb.ArrowRight, kb.ArrowDown)
	require.Contains(t, text(t, ctx, activeText), "go (*Service0).loop, in (*Service0).Start0")
	require.Equal(t, "treeitem 3 true", text(t, ctx, "(r => r.getAttribute('role') + ' ' + r.getAttribute('aria-level') + ' ' + r.getAttribute('aria-selected'))(document.getElementById(document.getElementById('tree').getAttribute('aria-activedescendant')))"))
	key(kb.Enter)
	require.Equal(t, "detail", focus())
	for _, part := range []string{"Starts here", "Stopped by", "Joined by", "ctx1", "part00/part.go:10:2"} {
		require.Contains(t, text(t, ctx, detailText), part)
	}
	require.Regexp(t, `^vscode://file/.*/part00/part\.go:10:2$`, text(t, ctx, "document.querySelector('#detail a').href"))
	key(kb.Escape, kb.End)
	require.Contains(t, text(t, ctx, activeText), "part49")
	key(kb.Home, kb.ArrowLeft)
	require.Equal(t, "false", text(t, ctx, "document.querySelector('.row.active').ariaExpanded"))

	key("/")
	require.Equal(t, "search", focus())
	key("part07 Start3")
	require.Equal(t, "10 of 5,000 spawns", text(t, ctx, countText))
	key(kb.ArrowDown)
	require.Equal(t, "tree", focus())
	key("/", kb.Escape)
	require.Equal(t, "5,000 spawns", text(t, ctx, countText))
	key(kb.Escape)
	require.Equal(t, "tree", focus())
}

// pageFilters clicks what can be clicked.
func pageFilters(t *testing.T, ctx context.Context) {
	click := func(selector string) {
		t.Helper()
		require.NoError(t, chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector))))
	}
	loose := text(t, ctx, "JSON.parse(document.getElementById('data').textContent).map.totals.verdicts.loose")
	for _, v := range []string{"managed", "stopped", "joined", "short", "unknown"} {
		click("#verdicts button." + v)
	}
	require.Equal(t, loose+" of 5,000 spawns", text(t, ctx, countText))
	click("#reset")
	require.Equal(t, "5,000 spawns", text(t, ctx, countText))
	require.NoError(t, chromedp.Do(ctx, chromedp.SetValue(chromedp.ID("kind"), "WaitGroup.Go")))
	text(t, ctx, "document.getElementById('kind').dispatchEvent(new Event('change'))")
	require.Equal(t, "2,500 of 5,000 spawns", text(t, ctx, countText))
	click("#only")
	require.Equal(t, "10 of 5,000 spawns", text(t, ctx, countText), "every 500th has goroutines, and is a WaitGroup.Go")
	click("#reset")
	click("#bars button")
	require.Equal(t, "100 of 5,000 spawns", text(t, ctx, countText))
	click(".row.owner")
	require.Equal(t, "true", text(t, ctx, "document.querySelector('.row.owner').ariaExpanded === 'false'"), "a click folds")
	click(".row.owner")
	click(".row.spawn")
	require.Contains(t, text(t, ctx, detailText), "Starts here")
	shot(t, ctx, "detail")
	click("#reset")
}

// pageScroll opens everything: few rows are in the document, and each step of
// a scroll is drawn within a frame or a few.
func pageScroll(t *testing.T, ctx context.Context) {
	require.NoError(t, chromedp.Do(ctx, chromedp.SendKeys(chromedp.ID("search"), "service")))
	require.Equal(t, "5550", text(t, ctx, "document.getElementById('rows').clientHeight / 26"))
	require.Less(t, len(text(t, ctx, "'x'.repeat("+rowCount+")")), 60)
	slowest, err := chromedp.Run(ctx, chromedp.Evaluate[float64](`new Promise(async (done) => {
		const tree = document.getElementById('tree');
		const frame = () => new Promise((next) => requestAnimationFrame(next));
		let slowest = 0;
		for (let i = 0; i < 60; i++) {
			const from = performance.now();
			tree.scrollTop = (tree.scrollHeight * i) / 60;
			await frame();
			await frame();
			slowest = Math.max(slowest, performance.now() - from);
		}
		done(slowest);
	})`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	t.Logf("slowest of 60 scroll steps: %.0f ms", slowest)
	require.Less(t, slowest, 500.0)
}

// protocol makes an action of a command of the browser's protocol.
func protocol[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}
