import './styles.css'

import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { makeQueryClient } from '../api/query_client.ts'
import { language, loadTexts } from '../texts/bundles.ts'
import { applyAppearance } from '../ui/appearance.ts'
import { ToastProvider } from '../ui/toast.tsx'
import { router } from './routes.tsx'

applyAppearance()
document.documentElement.lang = language
const root = document.getElementById('root')
if (!root) throw new Error('the page has no place for the app')
await loadTexts('common', 'staff', 'session')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={makeQueryClient()}>
      <ToastProvider>
        <RouterProvider router={router} />
      </ToastProvider>
    </QueryClientProvider>
  </StrictMode>,
)
