package good

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
)

// The twins of the pipes in bad.

func opensFirst(lines []string, path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	pr, pw := io.Pipe()
	go writeAll(pw, lines)
	_, err = io.Copy(f, pr)
	pr.CloseWithError(err)
	return err
}

func writeAll(w *io.PipeWriter, lines []string) {
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
	w.Close()
}

func closesOnEveryWay(lines []string, to io.Writer) error {
	pr, pw := io.Pipe()
	defer pr.Close()
	go writeAll(pw, lines)
	if _, err := io.Copy(to, pr); err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	return nil
}

func closesInADeferredLiteral(lines []string, to io.Writer) (err error) {
	pr, pw := io.Pipe()
	defer func() { pr.CloseWithError(err) }()
	go writeAll(pw, lines)
	if _, err = io.Copy(to, pr); err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	return nil
}

func closesWhereItFails(lines []string, to io.Writer) error {
	pr, pw := io.Pipe()
	go writeAll(pw, lines)
	if _, err := io.Copy(to, pr); err != nil {
		pr.CloseWithError(err)
		return err
	}
	return nil
}

// A buffer takes all: the error is the writer's own.
func copiesToABuffer(lines []string) (string, error) {
	pr, pw := io.Pipe()
	go writeAll(pw, lines)
	var b bytes.Buffer
	if _, err := io.Copy(&b, pr); err != nil {
		return "", err
	}
	return b.String(), nil
}

func readsItAll(lines []string) ([]byte, error) {
	pr, pw := io.Pipe()
	go writeAll(pw, lines)
	all, err := io.ReadAll(bufio.NewReader(pr))
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Who gets the end closes it.
func givesTheEndAway(lines []string) io.ReadCloser {
	pr, pw := io.Pipe()
	go writeAll(pw, lines)
	return pr
}

func givesItToARequest(client *http.Client, address string, lines []string) error {
	pr, pw := io.Pipe()
	go writeAll(pw, lines)
	req, err := http.NewRequest(http.MethodPut, address, pr)
	if err != nil {
		pr.CloseWithError(err)
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

type upload interface{ Put(io.Reader) error }

func givesItToOthers(lines []string, to upload) error {
	pr, pw := io.Pipe()
	go writeAll(pw, lines)
	return to.Put(pr)
}

// Another goroutine closes the end.
func closesWhenToldTo(lines []string, to io.Writer, stop <-chan struct{}) error {
	pr, pw := io.Pipe()
	go writeAll(pw, lines)
	go func() {
		<-stop
		pr.Close()
	}()
	_, err := io.Copy(to, pr)
	return err
}

// The writer says when it is done.
func leavesWhenTheWriterIsDone(lines []string, to io.Writer) error {
	pr, pw := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := fmt.Fprintln(io.Discard, lines)
		pw.CloseWithError(err)
		done <- err
	}()
	if err := <-done; err != nil {
		return err
	}
	_, err := io.Copy(to, pr)
	pr.Close()
	return err
}

func saysThatItWasAll(lines []string) error {
	pr, pw := io.Pipe()
	defer pw.Close()
	go io.Copy(io.Discard, pr)
	for _, line := range lines {
		if line == "" {
			return errors.New("an empty line")
		}
		fmt.Fprintln(pw, line)
	}
	return nil
}

// It reads one line, and no more.
func readsTheFirstLine(lines []string, say func(string)) {
	pr, pw := io.Pipe()
	go func() {
		line, _ := bufio.NewReader(pr).ReadString('\n')
		say(line)
		pr.Close()
	}()
	for _, line := range lines {
		fmt.Fprintln(pw, line)
	}
}

// The request closes the pipe, or the function does.
func closesWhatTheRequestDoesNot(client *http.Client, address string, lines []string) error {
	pr, pw := io.Pipe()
	go writeAll(pw, lines)
	req, err := http.NewRequest(http.MethodPut, address, io.NopCloser(pr))
	if err != nil {
		pr.CloseWithError(err)
		return err
	}
	resp, err := client.Do(req)
	pr.Close()
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
