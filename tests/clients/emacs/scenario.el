;;; scenario.el --- walks a connector in a real Emacs  -*- lexical-binding: t -*-
;; With the Eglot recipe of docs/editors/emacs.md as it stands there:
;;   emacs --batch -l tests/clients/emacs/scenario.el
;; `destination-writer' must be on PATH.  Prints a line for each check; exit status 0 when all of them passed.

(require 'package)
(package-initialize)                    ; Debian's elpa-eglot, for Emacs before 29
(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(require 'json)

(defvar walk-passed 0)
(defvar walk-failed 0)
(defconst walk-clients (file-name-directory (directory-file-name (file-name-directory load-file-name))))
(defconst walk-sources "src/main/kotlin/io/airbyte/integrations/destination/postgres/")
(defconst walk-suite
  "src/test-integration/kotlin/io/airbyte/integrations/destination/postgres/component/PostgresTableOperationsTest.kt")

(defun walk-check (what ok seen)
  (if ok
      (progn (cl-incf walk-passed) (princ (format "ok   %s\n" what)))
    (cl-incf walk-failed)
    (princ (format "FAIL %s: %S\n" what seen))))

(defun walk-until (what ask)
  "Wait until ASK gives something, and return that; signal an error after 20 seconds."
  (let ((end (+ (float-time) 20)) value)
    (while (not (setq value (funcall ask)))
      (when (> (float-time) end) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.05))
    value))

(defun walk-recipe (heading)
  "The first fenced block of the recipe below HEADING, in the form for this Eglot."
  (with-temp-buffer
    (insert-file-contents (expand-file-name "../../docs/editors/emacs.md" walk-clients))
    (search-forward heading)
    (re-search-forward "^```elisp\n")
    (let ((start (point)))
      (re-search-forward "^```$")
      (let ((block (buffer-substring start (match-beginning 0))))
        ;; As the page says: before Emacs 29 an entry is for one mode.
        (if (< emacs-major-version 29)
            (replace-regexp-in-string "(kotlin-mode kotlin-ts-mode) \\." "kotlin-mode ." block t t)
          block)))))

(defun walk-diagnostics ()
  "What Flymake shows, as (TYPE LINE TEXT)."
  (flymake-start)                       ; its idle timers never run in batch mode
  (sort (mapcar (lambda (one) (list (flymake-diagnostic-type one)
                                    (line-number-at-pos (flymake-diagnostic-beg one))
                                    (flymake-diagnostic-text one)))
                (flymake-diagnostics))
        (lambda (a b) (< (nth 1 a) (nth 1 b)))))

(defun walk-open (file)
  (find-file file)
  (walk-until "the server" (lambda () (eglot-managed-p))))

(defun walk-hover ()
  (let* ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams)))
         (contents (plist-get hover :contents)))
    (if (stringp contents) contents (or (plist-get contents :value) ""))))

(defun walk-write-stub ()
  "Apply the first quick fix at point."
  (let* ((at (eglot--pos-to-lsp-position))
         (server (eglot-current-server))
         (actions (jsonrpc-request server :textDocument/codeAction
                                   (list :textDocument (eglot--TextDocumentIdentifier)
                                         :range (list :start at :end at)
                                         :context (list :diagnostics [] :only ["quickfix"]))))
         (action (elt actions 0)))
    (walk-check "a quick fix is offered on the stub" action actions)
    (unless (plist-get action :edit)
      (setq action (jsonrpc-request server :codeAction/resolve action)))
    (eglot--apply-workspace-edit (plist-get action :edit))
    (eglot--signal-textDocument/didChange)))

(defun walk (connector)
  (let ((eglot-sync-connect 20)
        (eglot-autoshutdown nil)
        (eglot-confirm-server-initiated-edits nil))
    (with-temp-buffer
      (insert (walk-recipe "## Eglot"))
      (eval-buffer))
    ;; `eglot-ensure' waits for an idle moment, which batch mode has not.
    (remove-hook 'kotlin-mode-hook #'eglot-ensure)
    (add-hook 'kotlin-mode-hook
              (lambda ()
                (if (eglot-current-server)
                    (eglot--maybe-activate-editing-mode)
                  (apply #'eglot (eglot--guess-contact)))))

    (walk-open (expand-file-name (concat walk-sources "sql/PostgresSqlGenerator.kt") connector))
    (walk-check "the recipe starts the server" (eglot-current-server) nil)
    (walk-until "four diagnostics" (lambda () (= 4 (length (walk-diagnostics)))))
    (walk-check "stubs are reported on their lines"
                (equal '(12 15 20 22) (mapcar #'cadr (walk-diagnostics))) (walk-diagnostics))

    (goto-char (point-min))
    (search-forward "TODO(\"Phase 2")
    (goto-char (match-beginning 0))
    (walk-check "hover on a stub speaks of its phase" (string-match-p "Phase 2" (walk-hover)) (walk-hover))
    (walk-write-stub)
    (walk-check "the quick fix wrote the body"
                (string-match-p "CREATE SCHEMA IF NOT EXISTS" (buffer-string)) (buffer-string))
    (walk-until "three diagnostics" (lambda () (= 3 (length (walk-diagnostics)))))
    (walk-check "the stub is gone from the diagnostics" t nil)
    (let ((inhibit-message t)) (save-buffer))

    (walk-open (expand-file-name walk-suite connector))
    (let ((results (expand-file-name "build/test-results/integrationTestNonDocker/" connector)))
      (make-directory results t)
      (copy-file (expand-file-name "results/TEST-namespaces.xml" walk-clients) results))
    (walk-until "the failure" #'walk-diagnostics)
    (goto-char (point-min))
    (search-forward "override fun `create and drop namespaces`")
    (let ((failures (walk-diagnostics)))
      (walk-check "one failure, on the line of its test"
                  (and (= 1 (length failures))
                       (eq 'eglot-error (nth 0 (car failures)))
                       (= (line-number-at-pos) (nth 1 (car failures))))
                  failures)
      (walk-check "the failure says what the database said"
                  (string-match-p "syntax error" (or (nth 2 (car failures)) "")) failures))

    (with-temp-buffer
      (insert (walk-recipe "## Running a checkpoint"))
      (eval-buffer))
    (goto-char (point-min))
    (search-forward "super.`connect to database`")
    (destination-writer-test)
    (let ((verdict (walk-until "the verdict"
                               (lambda () (let ((shown (get-buffer "*destination-writer*")))
                                            (and shown (with-current-buffer shown (buffer-string))))))))
      (walk-check "a run of a test shows its verdict" (string-match-p "✗ connect to database" verdict) verdict))
    (walk-until "the failure of the run"
                (lambda () (cl-find-if (lambda (one) (string-match-p "Connection refused" (nth 2 one))) (walk-diagnostics))))
    (walk-check "its failure is among the diagnostics" t nil)

    (let ((server (eglot-current-server)))
      (eglot-shutdown server)
      (walk-check "the server ends when asked" (not (jsonrpc-running-p server)) nil))))

(let* ((scratch (file-truename (make-temp-file "dw-emacs" t)))
       (connector (expand-file-name "destination-postgres" scratch)))
  (copy-directory (expand-file-name "connector/destination-postgres" walk-clients) connector)
  (copy-file (expand-file-name "gradle/gradlew" walk-clients) (file-name-as-directory scratch))
  (with-temp-file (expand-file-name "settings.gradle" scratch)
    (insert "include ':destination-postgres'\n"))
  (with-temp-file (expand-file-name "plan.json" scratch)
    (insert (json-encode
             '((tests . (("io.airbyte.integrations.destination.postgres.component.PostgresTableOperationsTest"
                          . ["connect to database" "create and drop namespaces"])))
               (fails . (("connect to database" . ((type . "java.net.ConnectException")
                                                   (message . "Connection refused")))))))))
  (call-process "git" nil nil nil "-C" connector "init" "-q") ; a project, as the page asks for
  (condition-case problem (walk connector)
    (error (walk-check "the walk came to its end" nil problem)))
  (dolist (buffer (buffer-list))
    (when (buffer-file-name buffer)
      (with-current-buffer buffer (set-buffer-modified-p nil))
      (let ((kill-buffer-query-functions nil)) (kill-buffer buffer))))
  (delete-directory scratch t))
(princ (format "%d passed, %d failed\n" walk-passed walk-failed))
(kill-emacs (if (zerop walk-failed) 0 1))
