package bad

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
)

// Pipes in memory have no room: who writes waits for who reads.

// 89. An error comes between the start and the first read.
func opensTooLate(lines []string, path string) error {
	pr, pw := io.Pipe()
	go func() {
		for _, line := range lines {
			fmt.Fprintln(pw, line) // want `pr is left open: this write to pw blocks for ever \(gostuck\)`
		}
		pw.Close()
	}()
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(f, pr)
	pr.CloseWithError(err)
	return err
}

// 90. Who copies fails, and does not say so to who writes.
func copyFails(lines []string, to io.Writer) error {
	pr, pw := io.Pipe()
	go pack(pw, lines)
	if _, err := io.Copy(to, pr); err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	return nil
}

func pack(w *io.PipeWriter, lines []string) {
	for _, line := range lines {
		io.WriteString(w, line) // want `pr is left open: this write to pw blocks for ever \(gostuck\)`
	}
	w.Close()
}

// 91. The same, and the error goes to the caller unseen.
func copyMayFail(lines []string, to io.Writer) (int64, error) {
	pr, pw := io.Pipe()
	go func() {
		for _, line := range lines {
			fmt.Fprintln(pw, line) // want `pr is left open: this write to pw blocks for ever \(gostuck\)`
		}
		pw.Close()
	}()
	return io.Copy(to, bufio.NewReader(pr))
}

// 92. Who reads goes on until the end, and there is none.
func progressWithoutEnd(client *http.Client, address string, say func(string)) error {
	pr, pw := io.Pipe()
	go func() {
		lines := bufio.NewScanner(pr)
		for lines.Scan() { // want `pw is left open: this read from pr blocks for ever \(gostuck\)`
			say(lines.Text())
		}
	}()
	resp, err := client.Get(address)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	if _, err := io.Copy(io.MultiWriter(io.Discard, pw), resp.Body); err != nil {
		return err
	}
	return pw.Close()
}

// 93. Nobody says that it was all.
func neverSaysThatItWasAll(lines []string) {
	pr, pw := io.Pipe()
	go func() {
		io.Copy(io.Discard, pr) // want `pw is left open: this read from pr blocks for ever \(gostuck\)`
	}()
	for _, line := range lines {
		fmt.Fprintln(pw, strings.ToUpper(line))
	}
}

// 94. A function in between.
func fillsThroughAFunction(lines []string, quietly bool) error {
	pr, pw := io.Pipe()
	go drain(pr)
	if err := fill(pw, lines); err != nil {
		return err
	}
	return pw.Close()
}

func drain(r io.Reader) {
	io.Copy(io.Discard, r) // want `pw is left open: this read from pr blocks for ever \(gostuck\)`
}

func fill(w io.Writer, lines []string) error {
	for _, line := range lines {
		if line == "" {
			return errors.New("an empty line")
		}
		fmt.Fprintln(w, line)
	}
	return nil
}

// 95. Waits for the reader, who waits for the end.
func waitsForTheReader(lines []string) {
	pr, pw := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(io.Discard, pr) // want `pw is left open: this read from pr blocks for ever \(gostuck\)`
	}()
	for _, line := range lines {
		fmt.Fprintln(pw, line)
	}
	<-done
	pw.Close()
}

// 96. Others get the end, but too late.
func othersGetItTooLate(store func(io.Writer) error, say func(string)) error {
	pr, pw := io.Pipe()
	go func() {
		for lines := bufio.NewScanner(pr); lines.Scan(); { // want `pw is left open: this read from pr blocks for ever \(gostuck\)`
			say(lines.Text())
		}
	}()
	if store == nil {
		return errors.New("no store")
	}
	return store(pw)
}

// 97. The transport closes the body, and that does nothing.
func uploadsWithoutAClose(client *http.Client, address string, lines []string) error {
	pr, pw := io.Pipe()
	form := multipart.NewWriter(pw)
	go func() {
		for _, line := range lines {
			form.WriteField("line", line) // want `pr is left open: this write to pw blocks for ever \(gostuck\)`
		}
		form.Close()
		pw.Close()
	}()
	req, err := http.NewRequest(http.MethodPut, address, nil)
	if err != nil {
		pr.CloseWithError(err)
		return err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Body = io.NopCloser(pr)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
